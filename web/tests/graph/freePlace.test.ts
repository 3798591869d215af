import { expect, test } from "vitest";

import { homeOfNew } from "@/graph/containers";
import type { Doc } from "@/graph/document";
import { addNodePatch } from "@/graph/edit";
import { freePlaceFrom, placeBeside, type NewPlace } from "@/graph/freePlace";
import { CARD_WIDTH, cardLayout } from "@/graph/geometry";
import { apply } from "@/graph/patch";

import { catalogue, docOf, node } from "../fixtures";

const { words, maker, rounds: loop } = catalogue.types;
if (!words || !maker || !loop) throw new Error("The fixtures lack a type.");

test("an empty workflow begins in the middle", () => {
  expect(placeBeside(docOf([]), catalogue, words, [])).toEqual({ position: { x: 0, y: 0 } });
});

test("a new node stands right of the selected one", () => {
  const doc = docOf([node("a", "words"), { ...node("b", "words"), position: { x: 2000, y: 0 } }]);
  const { position: place } = placeBeside(doc, catalogue, words, ["a"]);
  expect(place.x).toBeGreaterThanOrEqual(CARD_WIDTH);
  expect(place.x).toBeLessThan(2000);
});

test("one added after the other, no node covers another", () => {
  let doc = docOf([node("a", "maker")]);
  for (let n = 0; n < 6; n += 1) {
    const added = { ...node(`n${n}`, "maker"), ...placeBeside(doc, catalogue, maker, ["a"]) };
    doc = docOf([...doc.nodes.order.flatMap((id) => doc.nodes.byId[id] ?? []), added]);
  }
  const boxes = Object.values(doc.nodes.byId).map((each) => ({
    ...each.position,
    height: cardLayout(doc, catalogue, each, { ratio: null, foot: 0 }).height,
  }));
  const clashes = boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      .filter(
        (other) =>
          Math.abs(one.x - other.x) < CARD_WIDTH &&
          one.y < other.y + other.height &&
          other.y < one.y + one.height,
      ),
  );
  expect(clashes).toEqual([]);
});

test("where something stands already, a new node stands below it, as tall as it is", () => {
  const heightOf = (type: string) => {
    const record = node("any", type);
    return cardLayout(docOf([record]), catalogue, record, { ratio: null, foot: 0 }).height;
  };
  const gap = heightOf("words") + 200;
  expect(heightOf("maker")).toBeGreaterThan(gap);
  const lower = heightOf("words") + gap;
  const below = { ...node("b", "maker"), position: { x: 0, y: lower } };
  const doc = docOf([node("a", "words"), below]);
  expect(freePlaceFrom(doc, catalogue, words, { x: 700, y: 40 })).toEqual({ x: 700, y: 40 });
  const low = freePlaceFrom(doc, catalogue, words, { x: 40, y: 40 });
  expect(low.y).toBeGreaterThan(heightOf("words"));
  expect(low.y).toBeLessThan(lower - heightOf("words"));
  const tall = freePlaceFrom(doc, catalogue, maker, { x: 40, y: 40 });
  expect(tall.y).toBeGreaterThan(lower + heightOf("maker"));
});

test("beside an empty loop a new node stands in it, and beside that one the next, too", () => {
  const empty = docOf([node("each", "rounds")]);
  const first = placeBeside(empty, catalogue, maker, ["each"]);
  expect(first.parentId).toBe("each");
  const one = withNew(empty, "m", "maker", first);
  const second = placeBeside(one, catalogue, words, ["m"]);
  expect(second.parentId).toBe("each");
  expect(second.position.x).toBeGreaterThanOrEqual(first.position.x + CARD_WIDTH);
});

test("beside a loop with something in it, and far from all, a new node stands outside", () => {
  const empty = docOf([node("each", "rounds")]);
  const doc = withNew(empty, "m", "maker", placeBeside(empty, catalogue, maker, ["each"]));
  const { position, parentId } = placeBeside(doc, catalogue, words, ["each"]);
  expect(parentId).toBeUndefined();
  expect(homeOfNew(doc, catalogue, { ...node("w", "words"), position })).toBeUndefined();
  expect(placeBeside(doc, catalogue, words, []).parentId).toBeUndefined();
  expect(placeBeside(doc, catalogue, words, ["each", "m"]).parentId).toBeUndefined();
});

test("what a run has once stands outside, whatever is selected", () => {
  const answer = { ...words, oncePerRun: true };
  const empty = docOf([node("each", "rounds")]);
  expect(placeBeside(empty, catalogue, answer, ["each"]).parentId).toBeUndefined();
  const doc = withNew(empty, "m", "maker", placeBeside(empty, catalogue, maker, ["each"]));
  const { position, parentId } = placeBeside(doc, catalogue, answer, ["m"]);
  expect(parentId).toBeUndefined();
  expect(homeOfNew(doc, catalogue, { ...node("w", "words"), position })).toBeUndefined();
});

test("a new loop covers nothing with its frame", () => {
  const right = { ...node("b", "maker"), position: { x: 2 * CARD_WIDTH + 112, y: 0 } };
  const doc = docOf([node("a", "words"), right]);
  const { position } = placeBeside(doc, catalogue, loop, ["a"]);
  const added = { ...node("each", "rounds"), position };
  expect(homeOfNew(withNew(doc, "each", "rounds", { position }), catalogue, right)).toBeUndefined();
  expect(added.position.y).toBeGreaterThan(0);
});

function withNew(doc: Doc, id: string, type: string, { position, parentId }: NewPlace): Doc {
  const inside = parentId === undefined ? {} : { parentId };
  const added = { ...node(id, type), position, ...inside };
  return apply(doc, addNodePatch(doc, added)).doc;
}
