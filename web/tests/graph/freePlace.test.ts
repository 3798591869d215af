import { expect, test } from "vitest";

import { freePlace, freePlaceFrom } from "@/graph/freePlace";
import { CARD_WIDTH, cardLayout } from "@/graph/geometry";

import { catalogue, docOf, node } from "../fixtures";

test("an empty workflow begins in the middle", () => {
  expect(freePlace(docOf([]), catalogue, [])).toEqual({ x: 0, y: 0 });
});

test("a new node stands right of the selected one", () => {
  const doc = docOf([node("a", "words"), { ...node("b", "words"), position: { x: 2000, y: 0 } }]);
  const place = freePlace(doc, catalogue, ["a"]);
  expect(place.x).toBeGreaterThanOrEqual(CARD_WIDTH);
  expect(place.x).toBeLessThan(2000);
});

test("one added after the other, no node covers another", () => {
  let doc = docOf([node("a", "maker")]);
  for (let n = 0; n < 6; n += 1) {
    const added = { ...node(`n${n}`, "maker"), position: freePlace(doc, catalogue, ["a"]) };
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
  const below = { ...node("b", "maker"), position: { x: 0, y: 1000 } };
  const doc = docOf([node("a", "words"), below]);
  const heightOf = (id: string) => {
    const record = doc.nodes.byId[id];
    return record ? cardLayout(doc, catalogue, record, { ratio: null, foot: 0 }).height : 0;
  };
  expect(freePlaceFrom(doc, catalogue, { x: 700, y: 40 }, 300)).toEqual({ x: 700, y: 40 });
  const low = freePlaceFrom(doc, catalogue, { x: 40, y: 40 }, 300);
  expect(low.y).toBeGreaterThan(heightOf("a"));
  expect(low.y).toBeLessThan(1000 - 300);
  const tall = freePlaceFrom(doc, catalogue, { x: 40, y: 40 }, 950);
  expect(tall.y).toBeGreaterThan(1000 + heightOf("b"));
});
