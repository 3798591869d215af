import type { ReactFlowInstance } from "@xyflow/react";

import type { Position } from "@/api/types";
import type { Box } from "@/graph/layout/boxes";
import type { Scene } from "@/graph/layout/tidy";
import type { Studio } from "@/store/studio";

import type { AddRequest } from "../AddSearch";
import { boxOf } from "../boxOf";
import type { CanvasNode, WireEdge } from "../flow";

/** What commands work with. */
export interface Desk {
  studio: Studio;
  flow: ReactFlowInstance<CanvasNode, WireEdge>;
  fit: (ids?: readonly string[]) => void;
  /** Where the pointer is in the workflow, or the middle of what is in sight. */
  pointer: () => Position;
  setAdding: (request: AddRequest) => void;
  openPalette: () => void;
  /** Lists what a node's outputs can be wired to. */
  openConnect: (nodeId: string) => void;
}

export function selectionOf({ studio }: Desk) {
  const { selectedNodes, selectedEdges, selectedAnnotations } = studio.editor.store.getState();
  const nothing = selectedNodes.length + selectedEdges.length + selectedAnnotations.length === 0;
  return { nodes: selectedNodes, edges: selectedEdges, annotations: selectedAnnotations, nothing };
}

/** The selected nodes and comments as they stand on the canvas; a group stands for what is in it. */
export function selectedBoxes(desk: Desk): Box[] {
  const { nodes, annotations } = selectionOf(desk);
  const { byId } = desk.studio.editor.doc.annotations;
  const members = annotations.flatMap((id) => {
    const annotation = byId[id];
    return annotation?.kind === "group" ? annotation.members : [id];
  });
  const chosen = new Set([...nodes, ...members]);
  return sceneOf(desk).boxes.filter((box) => chosen.has(box.id));
}

/** All nodes and comments as they stand on the canvas. */
export function sceneOf({ flow }: Desk): Scene {
  const nodes = flow.getNodes();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return {
    boxes: nodes.filter((node) => node.type !== "frame" && node.type !== "container").map(boxOf),
    handleY: (nodeId, name, side) => {
      const node = byId.get(nodeId);
      const handle = node?.handles?.find((each) => each.id === name && each.type === side);
      return handle ? handle.y + (handle.height ?? 0) / 2 : (node?.height ?? 0) / 2;
    },
  };
}
