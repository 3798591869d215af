import { describe, expect, it } from "vitest";

import type { NodeRecord } from "@/api/types";
import type { Doc } from "@/graph/document";
import {
  CARD_WIDTH,
  cardLayout,
  wantedRatio,
  type CardLayout,
  type CardView,
} from "@/graph/geometry";

import { catalogue, docOf, node } from "../fixtures";

const nothing: CardView = { ratio: null, foot: 0 };

function layout(doc: Doc, id: string, view: CardView = nothing): CardLayout {
  const record = doc.nodes.byId[id] as NodeRecord;
  return cardLayout(doc, catalogue, record, view);
}

function kinds(card: CardLayout): string[] {
  return card.blocks.map((block) => block.kind);
}

describe("cardLayout", () => {
  const doc = docOf([node("m", "maker"), node("h", "holder")], "h.image-out>m.image-in");

  it("stacks blocks without overlap, inside the card", () => {
    const { blocks, height } = layout(doc, "m");
    for (const [index, block] of blocks.entries()) {
      const next = blocks[index + 1];
      expect(block.y + block.height).toBeLessThanOrEqual(next ? next.y : height);
    }
  });

  it("puts picture, history, references, rows and status in this order", () => {
    expect(kinds(layout(doc, "m"))).toEqual([
      "picture",
      "history",
      "strip",
      "row",
      "row",
      "row",
      "status",
    ]);
  });

  it("puts Run on the last row", () => {
    const actions = layout(doc, "m").blocks.map((block) => block.kind === "row" && block.actions);
    expect(actions.filter(Boolean)).toHaveLength(1);
    expect(actions.at(-2)).toBe(true);
  });

  it("shows a picture in its true ratio", () => {
    const picture = layout(doc, "m", { ratio: 4 / 3, foot: 0 }).blocks[0];
    expect(picture).toMatchObject({ kind: "picture", height: 210 });
  });

  it("does not grow when work begins on a node with its own Run", () => {
    expect(layout(doc, "m", { ratio: 1, foot: 32 }).height).toBe(
      layout(doc, "m", { ratio: 1, foot: 0 }).height,
    );
  });

  it("grows at its foot for a long error, and moves no handle", () => {
    const [usual, grown] = [0, 90].map((foot) => layout(doc, "m", { ratio: 1, foot }));
    expect(grown?.height).toBe((usual?.height ?? 0) + 58);
    expect(grown?.handles).toEqual(usual?.handles);
  });

  it("has room for pictures of items, and half a line where there are more", () => {
    const heightFor = (items: number) =>
      layout(doc, "m", { ...nothing, items }).blocks.find(({ kind }) => kind === "items")?.height;
    expect([0, 1, 8, 9, 2_000].map(heightFor)).toEqual([undefined, undefined, 32, 68, 124]);
  });

  it("grows with the text", () => {
    const long = docOf([node("m", "maker", { prompt: "words ".repeat(30) })]);
    const short = docOf([node("m", "maker", { prompt: "words" })]);
    expect(layout(long, "m").height).toBeGreaterThan(layout(short, "m").height);
  });

  it("sets inputs at the left, outputs at the right, all apart and on the card", () => {
    const { handles, height } = layout(doc, "m");
    const inputs = handles.filter(({ port }) => port.side === "in");
    expect(inputs.map(({ x }) => x)).toEqual(inputs.map(() => 0));
    expect(handles.filter(({ port }) => port.side === "out").map(({ x }) => x)).toEqual([
      CARD_WIDTH,
    ]);
    const places = inputs.map(({ y }) => y);
    for (const [index, y] of places.entries()) {
      expect(y).toBeLessThan(height);
      expect(y - (places[index - 1] ?? -24)).toBeGreaterThanOrEqual(24);
    }
  });

  it("shows only the sockets of the model", () => {
    const blind = docOf([node("m", "maker", { model: "blind" })]);
    expect(layout(blind, "m").handles.map(({ port }) => port.name)).toEqual([
      "prompt-in",
      "params-in",
      "image-out",
    ]);
  });

  it("gives named fields and named outputs a row each, the handle beside it", () => {
    const fields = [
      { name: "subject", type: "text" },
      { name: "photo", type: "image" },
    ];
    const named = docOf(
      [node("in", "entry", { fields }), node("out", "exit")],
      "in.photo>out.image",
    );
    const [first, second] = layout(named, "in").handles;
    expect([first?.port.type, second?.port.type]).toEqual(["text", "image"]);
    expect((second?.y ?? 0) - (first?.y ?? 0)).toBe(28);
    expect(layout(named, "out").handles.map(({ port }) => port.name)).toEqual(["image", "+"]);
  });

  it("has a row for outputs that are written, none where all are wired in", () => {
    const outputs = [{ name: "picture", value: "{{ image.output.url }}" }];
    const written = docOf([
      node("out", "exit", { outputs }),
      node("wired", "exit", { outputs: [] }),
    ]);
    expect(kinds(layout(written, "out"))).toEqual(["row", "ports"]);
    expect(kinds(layout(written, "wired"))).toEqual(["ports"]);
  });
});

describe("wantedRatio", () => {
  it.each([
    [{ aspectRatio: "16:9" }, 16 / 9],
    [{ size: "1024x512" }, 2],
    [{ aspectRatio: "portrait" }, 9 / 16],
    [{ imageSize: "landscape_4_3" }, 4 / 3],
    [{}, 1],
  ])("of %o", (data, ratio) => {
    expect(wantedRatio(node("m", "maker", data as NodeRecord["data"]))).toBeCloseTo(ratio);
  });
});
