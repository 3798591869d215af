import type { Box } from "./boxes";

export type Direction = "left" | "right" | "up" | "down";

const STEP = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] } as const;

/** The nearest box in a direction, what is off to the side counting as farther; null where none is. */
export function nextNode(
  boxes: readonly Box[],
  from: string | null,
  direction: Direction,
): string | null {
  const start = boxes.find((box) => box.id === from);
  if (!start) return boxes.toSorted((a, b) => a.x - b.x || a.y - b.y)[0]?.id ?? null;
  const [dx, dy] = STEP[direction];
  const here = middle(start);
  const found = boxes.flatMap((box) => {
    const there = middle(box);
    const ahead = (there.x - here.x) * dx + (there.y - here.y) * dy;
    const aside = Math.abs((there.x - here.x) * dy) + Math.abs((there.y - here.y) * dx);
    return box.id !== start.id && ahead > 0 ? [{ id: box.id, far: ahead + 2 * aside }] : [];
  });
  return found.toSorted((a, b) => a.far - b.far)[0]?.id ?? null;
}

function middle(box: Box) {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
