import type { Position } from "@/api/types";

import type { Catalogue } from "./catalogue";
import { nodesOf, type Doc } from "./document";
import { CARD_WIDTH, cardLayout } from "./geometry";

const MARGIN = 56;
const GRID = 20;

type Box = Position & { id: string; height: number };

/**
 * Where a new node can stand without covering another: right of the selected
 * ones, or right of everything, as far down as it takes to be free.
 */
export function freePlace(
  doc: Doc,
  catalogue: Catalogue,
  selected: readonly string[],
  height = CARD_WIDTH,
): Position {
  const boxes = boxesOf(doc, catalogue);
  if (boxes.length === 0) return { x: 0, y: 0 };
  const near = boxes.filter((box) => selected.includes(box.id));
  const beside = near.length > 0 ? near : boxes;
  const x = Math.max(...beside.map((box) => box.x)) + CARD_WIDTH + MARGIN;
  return downFrom(boxes, { x, y: Math.min(...beside.map((box) => box.y)) }, height);
}

/** A place, or as far down from there as it takes to cover no node. */
export function freePlaceFrom(
  doc: Doc,
  catalogue: Catalogue,
  place: Position,
  height: number,
): Position {
  return downFrom(boxesOf(doc, catalogue), place, height);
}

function boxesOf(doc: Doc, catalogue: Catalogue): Box[] {
  return nodesOf(doc).map((node) => ({
    id: node.id,
    ...node.position,
    height: cardLayout(doc, catalogue, node, { ratio: null, foot: 0 }).height,
  }));
}

function downFrom(boxes: readonly Box[], place: Position, height: number): Position {
  const x = snap(place.x);
  let y = snap(place.y);
  const inTheWay = () =>
    boxes.find(
      (box) =>
        Math.abs(box.x - x) < CARD_WIDTH + GRID &&
        y < box.y + box.height + GRID &&
        box.y < y + height,
    );
  for (let box = inTheWay(); box; box = inTheWay()) y = snap(box.y + box.height + MARGIN);
  return { x, y };
}

function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}
