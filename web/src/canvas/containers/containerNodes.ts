import type { Node } from "@xyflow/react";

import type { Position } from "@/api/types";
import type { Catalogue } from "@/graph/catalogue";
import { frames, hasHolders, newHomes } from "@/graph/containers";
import type { Doc } from "@/graph/document";
import type { Box } from "@/graph/layout/boxes";
import { aroundOf, insideOf } from "@/graph/nesting";

import { boxOf } from "../boxOf";
import type { CardNode } from "../flow";

/** The frame around a node in which others stand. */
export type ContainerNode = Node<
  {
    nodeId: string;
    /** How far to its right edge the node itself reaches, where nothing is inside yet. */
    emptyFrom: number | null;
    /** Something that is being dragged would come to stand here. */
    landing: boolean;
  },
  "container"
>;

/** Behind everything but the frames of groups. */
const LEVEL = -2_500;

interface Shown {
  dragged: Readonly<Record<string, Position>>;
  hidden: boolean;
}

/** Frames around nodes that hold others, as nodes of the graph library. */
export function containerNodes(
  doc: Doc,
  catalogue: Catalogue,
  cards: readonly CardNode[],
  { dragged, hidden }: Shown,
): ContainerNode[] {
  // It is asked at every step of a drag, and most workflows have none.
  if (!hasHolders(doc, catalogue)) return none;
  const boxes = new Map(cards.map((card) => [card.id, atRest(doc, card, dragged)]));
  const found = frames(doc, catalogue, boxes);
  const moving = cards.filter(({ id }) => id in dragged).map(boxOf);
  const landing = new Set(newHomes(doc, found, moving).values());
  return found.map(({ id, x, y, width, height }) => {
    const own = boxes.get(id);
    const empty = own !== undefined && insideOf(doc.nodes, id).length === 0;
    return {
      ...{ id: frameId(id), type: "container", position: { x, y }, width, height, hidden },
      ...{ measured: { width, height }, zIndex: LEVEL, draggable: false, selectable: false },
      ...{ focusable: false, style: { pointerEvents: "none" } },
      data: {
        nodeId: id,
        emptyFrom: empty ? own.x + own.width - x : null,
        landing: landing.has(id),
      },
    };
  });
}

const none: ContainerNode[] = [];

/** Frames as they are shown, those further out first. */
export function framesAmong(nodes: readonly Node[]): Box[] {
  return nodes
    .filter((node): node is ContainerNode => node.type === "container")
    .map((node) => ({ ...boxOf(node), id: node.data.nodeId }));
}

/** A frame stays while something is dragged out of it, and moves along with its own node. */
function atRest(doc: Doc, card: CardNode, dragged: Shown["dragged"]): Box {
  const box = boxOf(card);
  const holders = aroundOf(doc.nodes, card.id);
  if (holders.length === 0 || !(card.id in dragged) || holders.some((id) => id in dragged))
    return box;
  return { ...box, ...doc.nodes.byId[card.id]?.position };
}

/** No node can have it: it holds a hyphen. */
function frameId(nodeId: string): string {
  return `inside-${nodeId}`;
}
