/** Where the painted overview lies while the view moves: it is pushed, and painted anew at rest. */

/** Left, top and zoom of the view, as the graph library counts them. */
export type Transform = readonly [x: number, y: number, zoom: number];

interface Size {
  width: number;
  height: number;
}

/** Painted around the window, as a part of it, so that a push uncovers nothing. */
const AROUND = 0.5;

/** How much larger or smaller than painted it may be shown: beyond, it looks coarse. */
const MOST_SCALE = 1.6;

export function marginOf({ width, height }: Size): { x: number; y: number } {
  return { x: Math.round(width * AROUND), y: Math.round(height * AROUND) };
}

/** The CSS transform that brings what was painted for one view to where another has it. */
export function shift(painted: Transform, now: Transform): string {
  const { x, y, scale } = moved(painted, now);
  return `translate(${x}px, ${y}px) scale(${scale})`;
}

/** Whether what was painted for one view, pushed, still fills the window of another. */
export function covers(size: Size, painted: Transform, now: Transform): boolean {
  const { x, y, scale } = moved(painted, now);
  if (scale > MOST_SCALE || scale < 1 / MOST_SCALE) return false;
  const margin = marginOf(size);
  return (
    x - margin.x * scale <= 0 &&
    y - margin.y * scale <= 0 &&
    x + (size.width + margin.x) * scale >= size.width &&
    y + (size.height + margin.y) * scale >= size.height
  );
}

function moved(painted: Transform, now: Transform): { x: number; y: number; scale: number } {
  const scale = now[2] / painted[2];
  return { x: now[0] - painted[0] * scale, y: now[1] - painted[1] * scale, scale };
}
