import type { DragEvent } from "react";

/** Names a node type in a drag. */
export const NODE_TYPE_DRAG = "application/x-limner-node";

export function carryNodeType(event: DragEvent, type: string): void {
  event.dataTransfer.setData(NODE_TYPE_DRAG, type);
  event.dataTransfer.effectAllowed = "copy";
}
