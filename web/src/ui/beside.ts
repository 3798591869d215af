export type Side = "top" | "right" | "bottom" | "left";

interface Size {
  width: number;
  height: number;
}

interface Box extends Size {
  left: number;
  top: number;
}

const GAP = 6;
const EDGE = 8;

const opposite = { top: "bottom", bottom: "top", left: "right", right: "left" } as const;

/**
 * Where something of a size stands beside a box and inside a window, in pixels: on the side that
 * is wanted, on the other where it has no room there, and moved along where it would stick out.
 */
export function beside(
  box: Box,
  size: Size,
  wanted: Side,
  room: Size,
): { left: number; top: number } {
  const free = freeRoom(box, room);
  const needed = GAP + EDGE + (wanted === "top" || wanted === "bottom" ? size.height : size.width);
  const other = opposite[wanted];
  const side = free[wanted] < needed && free[other] > free[wanted] ? other : wanted;
  const place = placeAt(box, size, side);
  return {
    left: inside(place.left, room.width - size.width),
    top: inside(place.top, room.height - size.height),
  };
}

function freeRoom(box: Box, room: Size): Record<Side, number> {
  return {
    top: box.top,
    bottom: room.height - box.top - box.height,
    left: box.left,
    right: room.width - box.left - box.width,
  };
}

function placeAt(box: Box, size: Size, side: Side): { left: number; top: number } {
  const middle = {
    left: box.left + (box.width - size.width) / 2,
    top: box.top + (box.height - size.height) / 2,
  };
  switch (side) {
    case "top":
      return { ...middle, top: box.top - size.height - GAP };
    case "bottom":
      return { ...middle, top: box.top + box.height + GAP };
    case "left":
      return { ...middle, left: box.left - size.width - GAP };
    case "right":
      return { ...middle, left: box.left + box.width + GAP };
  }
}

function inside(value: number, most: number): number {
  return Math.max(EDGE, Math.min(value, most - EDGE));
}
