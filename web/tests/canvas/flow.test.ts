import { describe, expect, it } from "vitest";

import { createCards, createWires, type CardInput } from "@/canvas/flow";
import { nodesOf, type Doc } from "@/graph/document";
import { apply } from "@/graph/patch";

import { catalogue, docOf, node } from "../fixtures";

const doc = docOf(
  [node("h", "holder"), node("a", "maker"), node("b", "maker")],
  "h.image-out>a.image-in",
  "a.image-out>b.image-in",
);

function typed(text: string): Doc {
  const change = { op: "setNode", id: "a", path: ["data", "prompt"], value: text } as const;
  return apply(doc, [change]).doc;
}

function inputs(of: Doc): CardInput[] {
  const view = { ratio: null, foot: 0 };
  return nodesOf(of).map((each) => ({
    ...{ node: each, view, selected: false, hidden: false },
  }));
}

describe("cards", () => {
  it("have a size and places for their handles before anything is measured", () => {
    for (const card of createCards()(doc, catalogue, inputs(doc))) {
      expect(card.width).toBeGreaterThan(0);
      expect(card.measured).toEqual({ width: card.width, height: card.height });
      expect(card.handles?.length).toBeGreaterThan(0);
    }
  });

  it("are the same objects as before but for those that changed", () => {
    const toCards = createCards();
    const [first, second, third] = toCards(doc, catalogue, inputs(doc));
    const after = toCards(typed("a fox"), catalogue, inputs(typed("a fox")));
    expect(after[0]).toBe(first);
    expect(after[1]).not.toBe(second);
    expect(after[2]).toBe(third);
  });
});

describe("wires", () => {
  it("are the same list while a node's text is typed", () => {
    const toWires = createWires();
    const before = toWires(doc, catalogue, []);
    expect(before.map((wire) => wire.data?.type)).toEqual(["image", "image"]);
    expect(toWires(typed("a fox"), catalogue, [])).toBe(before);
  });

  it("are made anew where one is chosen, and only that one", () => {
    const toWires = createWires();
    const before = toWires(doc, catalogue, []);
    const after = toWires(doc, catalogue, [before[1]?.id ?? ""]);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toMatchObject({ selected: true });
  });

  it("go with the node they end at", () => {
    const toWires = createWires();
    toWires(doc, catalogue, []);
    const without = apply(doc, [{ op: "removeEdge", id: doc.edges.order[0] ?? "" }]).doc;
    expect(toWires(without, catalogue, []).map((wire) => wire.source)).toEqual(["a"]);
  });
});
