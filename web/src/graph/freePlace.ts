import type { Position } from "@/api/types";

import type { Catalogue } from "./catalogue";
import { nodesOf, type Doc } from "./document";
import { CARD_WIDTH, cardLayout } from "./geometry";

const MARGIN = 56;
const GRID = 20;

/**
 * Where a new node can stand without covering another: right of the selected
 * ones, or right of everything, as far down as it takes to be free.
 */
export function freePlace(doc: Doc, catalogue: Catalogue, selected: readonly string[]): Position {
  const boxes = nodesOf(doc).map((node) => ({
    id: node.id,
    ...node.position,
    height: cardLayout(doc, catalogue, node, { ratio: null, foot: 0 }).height,
  }));
  if (boxes.length === 0) return { x: 0, y: 0 };
  const near = boxes.filter((box) => selected.includes(box.id));
  const beside = near.length > 0 ? near : boxes;
  const x = snap(Math.max(...beside.map((box) => box.x)) + CARD_WIDTH + MARGIN);
  let y = snap(Math.min(...beside.map((box) => box.y)));
  const inTheWay = () =>
    boxes.find(
      (box) =>
        Math.abs(box.x - x) < CARD_WIDTH + GRID &&
        y < box.y + box.height + GRID &&
        box.y < y + CARD_WIDTH,
    );
  for (let box = inTheWay(); box; box = inTheWay()) y = snap(box.y + box.height + MARGIN);
  return { x, y };
}

function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}
