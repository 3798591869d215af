import { Position, type Edge, type Node } from "@xyflow/react";

import type { EdgeRecord, HandleType, NodeRecord, Position as Place } from "@/api/types";
import type { Catalogue } from "@/graph/catalogue";
import { drawableEdges } from "@/graph/connect";
import { edgesInto, type Doc } from "@/graph/document";
import { cardLayout, HANDLE_SIZE, type CardLayout, type CardView } from "@/graph/geometry";
import { outputPorts } from "@/graph/ports";

export type CardNode = Node<{ layout: CardLayout }, "card">;
export type WireEdge = Edge<{ type: HandleType }, "wire">;

interface Known {
  inputs: readonly unknown[];
  node: CardNode;
}

/** What decides how one node is handed to the graph library. */
export interface CardInput {
  node: NodeRecord;
  view: CardView;
  selected: boolean;
  hidden: boolean;
  /** Where it is while it is dragged. */
  dragged: Place | undefined;
}

/**
 * Turns records into the library's nodes. A node whose inputs are the same is
 * the same object as before, so that one edit draws one card again.
 */
export function createCards(): (doc: Doc, catalogue: Catalogue, inputs: CardInput[]) => CardNode[] {
  const known = new Map<string, Known>();
  return (doc, catalogue, inputs) =>
    inputs.map(({ node, view, selected, hidden, dragged }) => {
      const wires = edgesInto(doc, node.id);
      const now = [node, wires, catalogue, view.ratio, view.status, selected, hidden, dragged];
      const before = known.get(node.id);
      if (before && before.inputs.every((value, index) => value === now[index])) return before.node;
      const made = cardNode(node, cardLayout(doc, catalogue, node, view), dragged ?? node.position);
      const card = { ...made, selected, hidden, dragging: dragged !== undefined };
      known.set(node.id, { inputs: now, node: card });
      return card;
    });
}

function cardNode(node: NodeRecord, layout: CardLayout, position: Place): CardNode {
  const { width, height } = layout;
  return {
    id: node.id,
    type: "card",
    position,
    data: { layout },
    width,
    height,
    measured: { width, height },
    handles: layout.handles.map(({ port, x, y }) => ({
      id: port.name,
      type: port.side === "in" ? ("target" as const) : ("source" as const),
      position: port.side === "in" ? Position.Left : Position.Right,
      x: x - HANDLE_SIZE / 2,
      y: y - HANDLE_SIZE / 2,
      width: HANDLE_SIZE,
      height: HANDLE_SIZE,
    })),
  };
}

export function wireEdges(
  doc: Doc,
  catalogue: Catalogue,
  selected: readonly string[],
  label: (edge: EdgeRecord) => string,
): WireEdge[] {
  const chosen = new Set(selected);
  return drawableEdges(doc, catalogue).map((edge) => ({
    id: edge.id,
    type: "wire",
    source: edge.source,
    sourceHandle: edge.sourceHandle,
    target: edge.target,
    targetHandle: edge.targetHandle,
    selected: chosen.has(edge.id),
    ariaLabel: label(edge),
    data: { type: typeOfWire(doc, catalogue, edge) },
  }));
}

function typeOfWire(doc: Doc, catalogue: Catalogue, edge: EdgeRecord): HandleType {
  const source = doc.nodes.byId[edge.source];
  const port =
    source && outputPorts(catalogue, source).find((each) => each.name === edge.sourceHandle);
  return port?.type ?? "any";
}
