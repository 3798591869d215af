import type { NodeType, Position } from "@/api/types";

import type { Catalogue } from "./catalogue";
import { cardBoxes, frames, holdsNodes, roomOf } from "./containers";
import type { Doc } from "./document";
import { newNode } from "./edit";
import { around, type Box } from "./layout/boxes";
import { aroundOf, insideOf } from "./nesting";

const MARGIN = 56;
const GRID = 20;

/** Where a new node stands, and the node that it comes to stand in. */
export interface NewPlace {
  position: Position;
  parentId?: string;
}

/**
 * Where a new node can stand without covering another: right of the selected ones, or right of
 * everything, as far down as it takes to be free. Beside what stands inside a node it stands
 * there too, and beside a node that could hold some and has none, in that one.
 */
export function placeBeside(
  doc: Doc,
  catalogue: Catalogue,
  type: NodeType,
  selected: readonly string[],
): NewPlace {
  const cards = cardBoxes(doc, catalogue);
  const parentId = type.oncePerRun ? undefined : homeBeside(doc, catalogue, selected);
  const near = new Set(selected.flatMap((id) => withAll(doc, id, parentId === undefined)));
  const boxes = listed(cards);
  const beside = boxes.filter(({ id }) => near.has(id));
  const first = around(beside.length > 0 ? beside : boxes);
  const wanted = boxes.length > 0 ? { x: first.x + first.width + MARGIN, y: first.y } : ORIGIN;
  const open = parentId === undefined ? [] : [parentId, ...aroundOf(doc.nodes, parentId)];
  const closed = frames(doc, catalogue, cards).filter(({ id }) => !open.includes(id));
  const room = roomOf(doc, catalogue, newNode(doc, type, wanted));
  const position = downFrom([...boxes, ...closed], wanted, room);
  return { position, ...(parentId === undefined ? {} : { parentId }) };
}

const ORIGIN = { x: 0, y: 0 };

/** A place, or as far down from there as it takes to cover no node. */
export function freePlaceFrom(
  doc: Doc,
  catalogue: Catalogue,
  type: NodeType,
  place: Position,
): Position {
  const boxes = listed(cardBoxes(doc, catalogue));
  return downFrom(boxes, place, roomOf(doc, catalogue, newNode(doc, type, place)));
}

function listed(cards: ReadonlyMap<string, Omit<Box, "id">>): Box[] {
  return Array.from(cards, ([id, box]) => ({ id, ...box }));
}

/** The node that all of them stand in; of one that holds none yet, itself. */
function homeBeside(
  doc: Doc,
  catalogue: Catalogue,
  selected: readonly string[],
): string | undefined {
  const [first, ...others] = selected;
  if (first === undefined) return undefined;
  const isEmpty = holdsNodes(doc, catalogue, first) && insideOf(doc.nodes, first).length === 0;
  if (isEmpty && others.length === 0) return first;
  const [home, ...more] = new Set(selected.map((id) => aroundOf(doc.nodes, id)[0]));
  return more.length === 0 ? home : undefined;
}

/** A node and all inside it; wholly: the outermost that it stands in, and all inside that. */
function withAll(doc: Doc, id: string, wholly: boolean): string[] {
  const top = (wholly ? aroundOf(doc.nodes, id).at(-1) : undefined) ?? id;
  return [top, ...insideOf(doc.nodes, top)];
}

/** As far down from a place as it takes; `room` is what a node takes up that stands there. */
function downFrom(boxes: readonly Box[], place: Position, room: Omit<Box, "id">): Position {
  const left = room.x - place.x;
  const above = room.y - place.y;
  const x = snap(place.x);
  let y = snap(place.y);
  const inTheWay = () =>
    boxes.find(
      (box) =>
        x + left < box.x + box.width + GRID &&
        box.x < x + left + room.width + GRID &&
        y + above < box.y + box.height + GRID &&
        box.y < y + above + room.height,
    );
  for (let box = inTheWay(); box; box = inTheWay()) y = snap(box.y + box.height + MARGIN - above);
  return { x, y };
}

function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}
