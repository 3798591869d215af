import type { EdgeChange, NodeChange } from "@xyflow/react";

import type { Position } from "@/api/types";

import type { CanvasNode, WireEdge } from "./flow";

type Places = Record<string, Position>;

/** Where nodes are while they are dragged, and where they were put down, by mouse or by key. */
export function positionsOf(changes: readonly NodeChange<CanvasNode>[]): {
  moving: Places | null;
  moved: Places | null;
} {
  const moving: Places = {};
  const moved: Places = {};
  for (const change of changes) {
    if (change.type !== "position" || !change.position) continue;
    (change.dragging ? moving : moved)[change.id] = change.position;
  }
  return { moving: orNull(moving), moved: orNull(moved) };
}

/** The ids that are selected after some changes; null where they are the same. */
export function changedSelection(
  selected: readonly string[],
  changes: readonly (NodeChange<CanvasNode> | EdgeChange<WireEdge>)[],
): string[] | null {
  const ids = new Set(selected);
  let changed = false;
  for (const change of changes) {
    if (change.type !== "select" || ids.has(change.id) === change.selected) continue;
    changed = true;
    if (change.selected) ids.add(change.id);
    else ids.delete(change.id);
  }
  return changed ? [...ids] : null;
}

function orNull(places: Places): Places | null {
  return Object.keys(places).length > 0 ? places : null;
}
