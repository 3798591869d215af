import type { Position } from "@/api/types";

import type { CanvasNode } from "./flow";

/** Marks where the overview is painted: there are no elements of nodes in it. */
export const PAINTED = "data-painted";

export function isPainted(target: Element): boolean {
  return target.closest(`[${PAINTED}]`) !== null;
}

/** The id of what is painted topmost at a place of the workflow; null where nothing is. */
export function paintedAt(nodes: readonly CanvasNode[], at: Position): string | null {
  return nodes.findLast((node) => contains(node, at))?.id ?? null;
}

function contains({ position: { x, y }, width, height }: CanvasNode, at: Position): boolean {
  return at.x >= x && at.y >= y && at.x <= x + (width ?? 0) && at.y <= y + (height ?? 0);
}
