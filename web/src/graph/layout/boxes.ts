import type { Position } from "@/api/types";

/** Something that takes up room on the canvas. */
export interface Box {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Places = Readonly<Record<string, Position>>;

/** The smallest rectangle around boxes; there must be one. */
export function around(boxes: readonly Omit<Box, "id">[]): Omit<Box, "id"> {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** How many pixels lie between two boxes; 0 where they touch or overlap. */
export function distance(a: Omit<Box, "id">, b: Omit<Box, "id">): number {
  const across = Math.max(0, a.x - (b.x + b.width), b.x - (a.x + a.width));
  const down = Math.max(0, a.y - (b.y + b.height), b.y - (a.y + a.height));
  return Math.hypot(across, down);
}
