import type { NodeRecord, Position } from "@/api/types";

import { typeOf, type Catalogue } from "./catalogue";
import { nodesOf, type Doc } from "./document";
import { cardLayout } from "./geometry";
import { around, type Box, type Places } from "./layout/boxes";
import { aroundOf, insideOf } from "./nesting";
import type { Patch } from "./patch";

/** Room between what stands inside a node and the frame around it. */
const FRAME = { side: 24, top: 56, bottom: 24 } as const;
/** Between the node itself and the empty place beside it. */
const GAP = 48;
/** Of a card's top, where its title is. */
const HEAD = 40;
/** A card before any run of it. */
const AT_REST = { ratio: null, foot: 0 } as const;

type Rectangle = Omit<Box, "id">;

/** For some nodes the one each comes to stand in; undefined: in none. */
export type Homes = ReadonlyMap<string, string | undefined>;

/** Whether nodes can stand inside a node. */
export function holdsNodes(doc: Doc, catalogue: Catalogue, nodeId: string): boolean {
  const node = doc.nodes.byId[nodeId];
  return node !== undefined && typeOf(catalogue, node)?.holdsNodes === true;
}

/** Whether there is any such node. */
export function hasHolders(doc: Doc, catalogue: Catalogue): boolean {
  return doc.nodes.order.some((id) => holdsNodes(doc, catalogue, id));
}

/** A node that moves takes along what stands inside it. */
export function withInside(doc: Doc, places: Places): Record<string, Position> {
  const all = { ...places };
  for (const [id, to] of Object.entries(places)) {
    const from = doc.nodes.byId[id]?.position;
    if (!from) continue;
    for (const inner of insideOf(doc.nodes, id)) {
      const at = doc.nodes.byId[inner]?.position;
      if (at) all[inner] ??= { x: at.x + to.x - from.x, y: at.y + to.y - from.y };
    }
  }
  return all;
}

/** The frame around a node and what stands inside it. */
export function framed(boxes: readonly Rectangle[]): Rectangle {
  const { x, y, width, height } = around(boxes);
  return {
    ...{ x: x - FRAME.side, y: y - FRAME.top },
    ...{ width: width + 2 * FRAME.side, height: height + FRAME.top + FRAME.bottom },
  };
}

/**
 * The frames around nodes and what stands inside them, those further out first; beside a node
 * with nothing inside there is an empty place. `boxes` are nodes as they stand on the canvas.
 */
export function frames(
  doc: Doc,
  catalogue: Catalogue,
  boxes: ReadonlyMap<string, Rectangle>,
): Box[] {
  const holders = nodesOf(doc).filter((node) => holdsNodes(doc, catalogue, node.id));
  const inside = new Map<string, Rectangle[]>();
  const found: Box[] = [];
  const depth = new Map(holders.map(({ id }) => [id, aroundOf(doc.nodes, id).length]));
  const collect = (id: string, box: Rectangle) => {
    const parent = aroundOf(doc.nodes, id)[0];
    if (parent !== undefined) inside.set(parent, [...(inside.get(parent) ?? []), box]);
  };
  for (const { id } of nodesOf(doc)) {
    const box = boxes.get(id);
    if (box && !depth.has(id)) collect(id, box);
  }
  for (const { id } of holders.toSorted(
    (a, b) => (depth.get(b.id) ?? 0) - (depth.get(a.id) ?? 0),
  )) {
    const own = boxes.get(id);
    if (!own) continue;
    const held = inside.get(id) ?? [emptyPlace(own)];
    const frame = framed([own, ...held]);
    found.push({ id, ...frame });
    collect(id, frame);
  }
  return found.toReversed();
}

/**
 * The innermost node over whose frame a card lies by its middle or by its head, which it is taken
 * by: an empty frame is lower than many cards. Undefined where it lies over none.
 */
function homeOver(
  among: readonly Box[],
  { x, y, width, height }: Rectangle,
  not: ReadonlySet<string> = new Set(),
): string | undefined {
  const middle = x + width / 2;
  return (
    homeAt(among, { x: middle, y: y + height / 2 }, not) ??
    homeAt(among, { x: middle, y: y + HEAD / 2 }, not)
  );
}

/** The innermost node whose frame a place lies in; undefined where it lies in none. */
function homeAt(
  among: readonly Box[],
  place: Position,
  not: ReadonlySet<string>,
): string | undefined {
  return among.findLast(
    ({ id, x, y, width, height }) =>
      !not.has(id) && place.x >= x && place.x <= x + width && place.y >= y && place.y <= y + height,
  )?.id;
}

/**
 * The node each of some moved nodes comes to stand in, where that is another one than before.
 * What was taken along by a node that moved stays inside it.
 */
export function newHomes(
  doc: Doc,
  among: readonly Box[],
  moved: readonly Box[],
): Map<string, string | undefined> {
  const ids = new Set(moved.map(({ id }) => id));
  const homes = new Map<string, string | undefined>();
  for (const { id, ...box } of moved) {
    const before = aroundOf(doc.nodes, id);
    if (!(id in doc.nodes.byId) || before.some((holder) => ids.has(holder))) continue;
    const not = new Set([id, ...insideOf(doc.nodes, id)]);
    const home = homeOver(among, box, not);
    if (home !== before[0]) homes.set(id, home);
  }
  return homes;
}

/** The node in whose frame a new one would lie. */
export function homeOfNew(doc: Doc, catalogue: Catalogue, node: NodeRecord): string | undefined {
  if (!hasHolders(doc, catalogue)) return undefined;
  const among = frames(doc, catalogue, cardBoxes(doc, catalogue));
  return homeOver(among, cardBox(doc, catalogue, node));
}

/** The cards of a document before any run. */
export function cardBoxes(doc: Doc, catalogue: Catalogue): Map<string, Rectangle> {
  return new Map(nodesOf(doc).map((node) => [node.id, cardBox(doc, catalogue, node)]));
}

function cardBox(doc: Doc, catalogue: Catalogue, node: NodeRecord): Rectangle {
  const { width, height } = cardLayout(doc, catalogue, node, AT_REST);
  return { ...node.position, width, height };
}

/** What a new node takes up: its card, or the frame that comes with it. */
export function roomOf(doc: Doc, catalogue: Catalogue, node: NodeRecord): Rectangle {
  const box = cardBox(doc, catalogue, node);
  return typeOf(catalogue, node)?.holdsNodes ? framed([box, emptyPlace(box)]) : box;
}

/** Beside a node with nothing inside. */
function emptyPlace(box: Rectangle): Rectangle {
  return { ...box, x: box.x + box.width + GAP };
}

export function homePatch(homes: Homes): Patch {
  return Array.from(homes, ([id, value]) => ({ op: "setNode", id, path: ["parentId"], value }));
}
