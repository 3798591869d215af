import type { CropArea } from "@/api/client";

/** Geometry of a cut, in pixels of the picture. Areas given out lie inside it, on whole pixels. */

export interface Bounds {
  width: number;
  height: number;
}

export const edges = ["nw", "n", "ne", "e", "se", "s", "sw", "w"] as const;
export type Edge = (typeof edges)[number];

/** Neither side of a cut gets smaller than this, or than the picture itself. */
const LEAST = 16;

/** The largest area of a ratio (width over height; null: any) in the middle of a picture. */
export function largest(bounds: Bounds, ratio: number | null): CropArea {
  const width = ratio === null ? bounds.width : Math.min(bounds.width, bounds.height * ratio);
  const height = ratio === null ? bounds.height : width / ratio;
  return settle(
    { x: (bounds.width - width) / 2, y: (bounds.height - height) / 2, width, height },
    bounds,
  );
}

/** The area given another ratio: same middle, as large as before where it fits. */
export function reshape(area: CropArea, bounds: Bounds, ratio: number | null): CropArea {
  if (ratio === null) return area;
  const room = area.width * area.height;
  const width = Math.min(Math.sqrt(room * ratio), bounds.width, bounds.height * ratio);
  const height = width / ratio;
  const x = area.x + (area.width - width) / 2;
  const y = area.y + (area.height - height) / 2;
  return settle({ x, y, width, height }, bounds);
}

export function move(area: CropArea, bounds: Bounds, dx: number, dy: number): CropArea {
  return settle({ ...area, x: area.x + dx, y: area.y + dy }, bounds);
}

/** Pulls one edge or corner; the opposite one stays where it is. */
export function pull(
  area: CropArea,
  bounds: Bounds,
  edge: Edge,
  by: { dx: number; dy: number },
  ratio: number | null,
): CropArea {
  const west = edge.includes("w");
  const north = edge.includes("n");
  const sideways = west || edge.includes("e");
  const upright = north || edge.includes("s");
  const most = {
    width: west ? area.x + area.width : bounds.width - area.x,
    height: north ? area.y + area.height : bounds.height - area.y,
  };
  let width = sideways ? area.width + (west ? -by.dx : by.dx) : area.width;
  let height = upright ? area.height + (north ? -by.dy : by.dy) : area.height;
  if (ratio !== null) {
    if (!sideways || (upright && height * ratio > width)) width = height * ratio;
    width = Math.min(width, most.width, most.height * ratio);
    width = Math.max(width, Math.min(LEAST * Math.max(1, ratio), most.width));
    height = width / ratio;
  }
  width = clamp(width, Math.min(LEAST, most.width), most.width);
  height = clamp(height, Math.min(LEAST, most.height), most.height);
  return settle(
    {
      x: west ? area.x + area.width - width : area.x,
      y: north ? area.y + area.height - height : area.y,
      width,
      height,
    },
    bounds,
  );
}

function settle(area: CropArea, bounds: Bounds): CropArea {
  const width = Math.max(1, Math.min(Math.round(area.width), bounds.width));
  const height = Math.max(1, Math.min(Math.round(area.height), bounds.height));
  return {
    x: clamp(Math.round(area.x), 0, bounds.width - width),
    y: clamp(Math.round(area.y), 0, bounds.height - height),
    width,
    height,
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
