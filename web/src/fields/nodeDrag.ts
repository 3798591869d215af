import type { DragEvent } from "react";

/** Names a node type in a drag. */
const NODE_TYPE = "application/x-limner-node";

export function carryNodeType(event: DragEvent, type: string): void {
  event.dataTransfer.setData(NODE_TYPE, type);
  event.dataTransfer.effectAllowed = "copy";
}

/** Whether a drag, still in the air, brings a new node. */
export function carriesNodeType(event: DragEvent): boolean {
  return event.dataTransfer.types.includes(NODE_TYPE);
}

export function droppedNodeType(event: DragEvent): string {
  return event.dataTransfer.getData(NODE_TYPE);
}
