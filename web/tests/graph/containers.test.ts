import { expect, it } from "vitest";

import type { NodeRecord, WorkflowDocument } from "@/api/types";
import { frames, homePatch, newHomes, withInside } from "@/graph/containers";
import { copyPiece, pastePatch } from "@/graph/clipboard";
import { why } from "@/graph/connect";
import { fromDocument, nodesOf, toDocument } from "@/graph/document";
import { tidy } from "@/graph/layout/tidy";
import { apply } from "@/graph/patch";
import { templateNames } from "@/graph/template";

import { catalogue as known } from "../fixtures";

const words = known.types.words;
if (!words) throw new Error("The fixtures have no words.");
const holder = {
  ...words,
  ...{ type: "each", holdsNodes: true },
  innerFields: [{ name: "item", type: "any" as const, schemaKey: null }],
};
const catalogue = { ...known, types: { ...known.types, each: holder } };

function node(id: string, type: string, x: number, y: number, parentId?: string): NodeRecord {
  return { id, type, position: { x, y }, data: {}, ...(parentId ? { parentId } : {}) };
}

function written(...nodes: NodeRecord[]): WorkflowDocument {
  return { schema: 1, name: "", nodes, edges: [] };
}

const size = { width: 300, height: 200 };
const boxesOf = (doc: ReturnType<typeof fromDocument>) =>
  new Map(nodesOf(doc).map(({ id, position }) => [id, { ...position, ...size }]));

const nested = written(
  node("outer", "each", 100, 50),
  node("inner", "each", 400, 0, "outer"),
  node("deep", "words", 350, 10, "inner"),
  node("free", "words", 3_000, 0),
);

it("places what is inside on the canvas, and relative to its node in the document", () => {
  const doc = fromDocument(nested);
  expect(doc.nodes.byId.inner?.position).toEqual({ x: 500, y: 50 });
  expect(doc.nodes.byId.deep?.position).toEqual({ x: 850, y: 60 });
  expect(toDocument(doc)).toEqual(nested);
});

it("keeps a document whose parents go round in a circle or are missing", () => {
  const round = written(
    node("a", "each", 1, 2, "b"),
    node("b", "each", 3, 4, "a"),
    node("c", "words", 5, 6, "gone"),
  );
  expect(toDocument(fromDocument(round)).nodes.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  expect(fromDocument(round).nodes.byId.c?.position).toEqual({ x: 5, y: 6 });
});

it("frames what is inside, the frame inside included", () => {
  const doc = fromDocument(nested);
  const [outer, inner] = frames(doc, catalogue, boxesOf(doc));
  expect([outer?.id, inner?.id]).toEqual(["outer", "inner"]);
  if (!outer || !inner) return;
  expect(inner.x + inner.width).toBeGreaterThanOrEqual(850 + size.width);
  expect(outer.x + outer.width).toBeGreaterThan(inner.x + inner.width);
  expect(outer.y).toBeLessThan(inner.y);
});

it("leaves a place beside a node with nothing inside", () => {
  const doc = fromDocument(written(node("one", "each", 0, 0)));
  const [frame] = frames(doc, catalogue, boxesOf(doc));
  expect(frame?.width).toBeGreaterThan(2 * size.width);
});

it("moves what is inside along, however deep", () => {
  const doc = fromDocument(nested);
  const moved = withInside(doc, { outer: { x: 110, y: 70 } });
  expect(moved).toEqual({
    outer: { x: 110, y: 70 },
    inner: { x: 510, y: 70 },
    deep: { x: 860, y: 80 },
  });
});

it("puts a node into the innermost frame it is dropped in, and out of one it leaves", () => {
  const doc = fromDocument(nested);
  const among = frames(doc, catalogue, boxesOf(doc));
  const at = (id: string, x: number, y: number) => newHomes(doc, among, [{ id, x, y, ...size }]);
  expect(at("free", 860, 70)).toEqual(new Map([["free", "inner"]]));
  expect(at("free", 2_900, 0)).toEqual(new Map());
  expect(at("deep", 3_000, 0)).toEqual(new Map([["deep", undefined]]));
  // By its head, where it is higher than the frame.
  const tall = { id: "free", x: 860, y: 70, ...size, height: 3_000 };
  expect(newHomes(doc, among, [tall])).toEqual(new Map([["free", "inner"]]));
  // Not into its own frame, nor into one inside it.
  expect(at("outer", 860, 70)).toEqual(new Map());

  const { doc: after, inverse } = apply(doc, homePatch(new Map([["deep", undefined]])));
  expect("parentId" in (after.nodes.byId.deep ?? {})).toBe(false);
  expect(apply(after, inverse).doc.nodes.byId.deep?.parentId).toBe("inner");
});

it("leaves inside what was taken along", () => {
  const doc = fromDocument(nested);
  const among = frames(doc, catalogue, boxesOf(doc));
  const moved = Object.entries(withInside(doc, { outer: { x: 9_000, y: 0 } }));
  expect(
    newHomes(
      doc,
      among,
      moved.map(([id, place]) => ({ id, ...place, ...size })),
    ),
  ).toEqual(new Map());
});

it("refuses a wire that leaves a node by another way than through it", () => {
  const doc = fromDocument(nested);
  const wire = (source: string, target: string) =>
    why(doc, catalogue, { source, sourceHandle: "text-out", target, targetHandle: "prompt-in" });
  expect(wire("deep", "free")).toBe("What is inside WORDS hands on its results through it alone.");
  expect(wire("deep", "inner")).toBe("What is inside WORDS hands on its results through it alone.");
  expect(wire("inner", "deep")).toBeNull();
  expect(wire("free", "deep")).toBeNull();
});

it("copies what is inside along, and pastes it into the copy", () => {
  const doc = fromDocument(nested);
  const { patch } = pastePatch(doc, copyPiece(doc, ["outer"]));
  const after = apply(doc, patch).doc;
  const added = nodesOf(after).slice(4);
  expect(added).toHaveLength(3);
  expect(added[1]?.parentId).toBe(added[0]?.id);
  expect(added[2]?.parentId).toBe(added[1]?.id);
});

it("pastes what was inside of something that is not here as a free node", () => {
  const doc = fromDocument(nested);
  const elsewhere = fromDocument(written(node("alone", "words", 0, 0)));
  const { patch, nodeIds } = pastePatch(elsewhere, copyPiece(doc, ["deep"]));
  const pasted = apply(elsewhere, patch).doc.nodes.byId[nodeIds[0] ?? ""];
  expect(pasted && "parentId" in pasted).toBe(false);
});

it("lays out what is inside together, in its frame", () => {
  const doc = fromDocument(
    written(
      node("outer", "each", 0, 0),
      node("first", "words", 0, 0, "outer"),
      node("beside", "words", 0, 0),
    ),
  );
  const boxes = Array.from(boxesOf(doc), ([id, box]) => ({ id, ...box }));
  const places = tidy(doc, { boxes, handleY: () => 0 });
  const placed = new Map(boxes.map((box) => [box.id, { ...box, ...places[box.id] }]));
  const [frame] = frames(doc, catalogue, placed);
  const beside = placed.get("beside");
  if (!frame || !beside) throw new Error("Nothing is laid out.");
  expect(placed.get("first")?.x).toBeGreaterThanOrEqual(size.width);
  const apart =
    beside.y >= frame.y + frame.height ||
    beside.y + size.height <= frame.y ||
    beside.x >= frame.x + frame.width ||
    beside.x + size.width <= frame.x;
  expect(apart).toBe(true);
});

it("offers inside what a node gives to each round, and outside what it comes to", () => {
  const doc = fromDocument(nested);
  const names = (id: string) => templateNames(doc, catalogue, id).map((each) => each.expression);
  expect(names("deep")).toEqual([
    "outer.output.item",
    "inner.output.item",
    "loop.item",
    "free.output.text",
    "run.id",
    "run.startedAt",
  ]);
  expect(names("free")).toEqual(["outer.output.text", "run.id", "run.startedAt"]);
});
