import { Position, type Edge, type Node } from "@xyflow/react";

import type { EdgeRecord, HandleType, NodeRecord, Position as Place } from "@/api/types";
import { typeOf, type Catalogue } from "@/graph/catalogue";
import { drawableEdges } from "@/graph/connect";
import { edgesInto, type Doc } from "@/graph/document";
import { cardLayout, HANDLE_SIZE, type CardLayout, type CardView } from "@/graph/geometry";
import { outputPorts } from "@/graph/ports";
import { t } from "@/i18n/t";

import type { AnnotationNode } from "./annotations/annotationNodes";

export type CardNode = Node<{ layout: CardLayout }, "card">;
export type CanvasNode = CardNode | AnnotationNode;
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
  let known = new Map<string, Known>();
  return (doc, catalogue, inputs) => {
    const next = new Map<string, Known>();
    for (const { node, view, selected, hidden, dragged } of inputs) {
      const wires = edgesInto(doc, node.id);
      const now = [node, wires, catalogue, view.ratio, view.foot, selected, hidden, dragged];
      const before = known.get(node.id);
      if (before?.inputs.every((value, index) => value === now[index])) {
        next.set(node.id, before);
        continue;
      }
      const title = typeOf(catalogue, node)?.title ?? node.type;
      const layout = cardLayout(doc, catalogue, node, view);
      const card = cardNode(node, title, layout, dragged ?? node.position);
      const made = { ...card, selected, hidden, dragging: dragged !== undefined };
      next.set(node.id, { inputs: now, node: made });
    }
    known = next;
    return Array.from(next.values(), (each) => each.node);
  };
}

function cardNode(node: NodeRecord, title: string, layout: CardLayout, position: Place): CardNode {
  const { width, height } = layout;
  return {
    id: node.id,
    type: "card",
    position,
    ariaLabel: t("canvas.node", { title, id: node.id }),
    domAttributes: { "aria-roledescription": t("flow.node") },
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
    domAttributes: { "aria-roledescription": t("flow.wire") },
    data: { type: typeOfWire(doc, catalogue, edge) },
  }));
}

function typeOfWire(doc: Doc, catalogue: Catalogue, edge: EdgeRecord): HandleType {
  const source = doc.nodes.byId[edge.source];
  const port =
    source && outputPorts(catalogue, source).find((each) => each.name === edge.sourceHandle);
  return port?.type ?? "any";
}
