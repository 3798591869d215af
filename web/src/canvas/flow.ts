import { Position, type Edge, type Node } from "@xyflow/react";

import type { EdgeRecord, HandleType, NodeRecord } from "@/api/types";
import { typeOf, type Catalogue } from "@/graph/catalogue";
import { drawableEdges } from "@/graph/connect";
import { edgesInto, type Doc } from "@/graph/document";
import { cardLayout, HANDLE_SIZE, type CardLayout, type CardView } from "@/graph/geometry";
import { outputPorts } from "@/graph/ports";
import { t } from "@/i18n/t";

import type { AnnotationNode } from "./annotations/annotationNodes";
import type { ContainerNode } from "./containers/containerNodes";
import { createKept } from "./kept";

export type CardNode = Node<{ layout: CardLayout }, "card">;
/** What lies behind the cards. */
export type BehindNode = AnnotationNode | ContainerNode;
export type CanvasNode = CardNode | BehindNode;
export type WireEdge = Edge<{ type: HandleType }, "wire">;

/** What decides how one node is handed to the graph library. */
export interface CardInput {
  node: NodeRecord;
  view: CardView;
  selected: boolean;
  hidden: boolean;
}

/**
 * Turns records into the library's nodes. A node whose inputs are the same is
 * the same object as before, so that one edit draws one card again.
 */
export function createCards(): (doc: Doc, catalogue: Catalogue, inputs: CardInput[]) => CardNode[] {
  const kept = createKept<CardNode>();
  return (doc, catalogue, inputs) =>
    kept(
      inputs.map(({ node, view, selected, hidden }) => ({
        id: node.id,
        from: [
          ...[node, edgesInto(doc, node.id), catalogue, view.ratio, view.foot, view.items],
          ...[selected, hidden],
        ],
        make: () => {
          const title = typeOf(catalogue, node)?.title ?? node.type;
          const layout = cardLayout(doc, catalogue, node, view);
          return { ...cardNode(node, title, layout), selected, hidden };
        },
      })),
    );
}

function cardNode(node: NodeRecord, title: string, layout: CardLayout): CardNode {
  const { width, height } = layout;
  return {
    id: node.id,
    type: "card",
    position: node.position,
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

/** Turns records into the library's edges; the same list as before while it says the same. */
export function createWires(): (
  doc: Doc,
  catalogue: Catalogue,
  selected: readonly string[],
) => WireEdge[] {
  const kept = createKept<WireEdge>();
  return (doc, catalogue, selected) => {
    const chosen = new Set(selected);
    const titleOf = (id: string) => {
      const node = doc.nodes.byId[id];
      return (node && typeOf(catalogue, node)?.title) ?? id;
    };
    return kept(
      drawableEdges(doc, catalogue).map((edge) => {
        const ends = { source: titleOf(edge.source), target: titleOf(edge.target) };
        const type = typeOfWire(doc, catalogue, edge);
        const isSelected = chosen.has(edge.id);
        return {
          id: edge.id,
          from: [edge, ends.source, ends.target, type, isSelected],
          make: () => ({ ...wireEdge(edge, ends, type), selected: isSelected }),
        };
      }),
    );
  };
}

function wireEdge(
  edge: EdgeRecord,
  ends: { source: string; target: string },
  type: HandleType,
): WireEdge {
  return {
    id: edge.id,
    type: "wire",
    source: edge.source,
    sourceHandle: edge.sourceHandle,
    target: edge.target,
    targetHandle: edge.targetHandle,
    ariaLabel: t("canvas.wire", ends),
    domAttributes: { "aria-roledescription": t("flow.wire") },
    data: { type },
  };
}

function typeOfWire(doc: Doc, catalogue: Catalogue, edge: EdgeRecord): HandleType {
  const source = doc.nodes.byId[edge.source];
  const port =
    source && outputPorts(catalogue, source).find((each) => each.name === edge.sourceHandle);
  return port?.type ?? "any";
}
