import { describe, expect, it } from "vitest";

import { copyPiece, pastePatch } from "@/graph/clipboard";
import { fromDocument, toDocument, type Doc } from "@/graph/document";
import { groupPatch } from "@/graph/edit";
import { merge } from "@/graph/merge";
import { apply, type Patch } from "@/graph/patch";

import { docOf, node } from "../fixtures";

const comment = {
  ...{ id: "comment-a", text: "why", color: "sage", position: { x: 5, y: 6 } },
  ...{ width: 200, height: 100 },
};
const group = { id: "group-a", title: "Shots", color: "plain", members: ["a", "b"] };
const plain = docOf([node("a", "words"), node("b", "words")]);
const base = fromDocument({ ...toDocument(plain), comments: [comment], groups: [group] });

function edited(patch: Patch, from: Doc = base): Doc {
  return fromDocument(toDocument(apply(from, patch).doc));
}

function set(id: string, key: string, value: unknown): Patch {
  return [{ op: "setAnnotation", id, path: [key], value }];
}

describe("comments and groups in the document", () => {
  it("come out as they went in", () => {
    expect(toDocument(base)).toMatchObject({ comments: [comment], groups: [group] });
    expect(toDocument(plain)).not.toHaveProperty("comments");
  });

  it("are read with what is missing filled in, and without what makes no sense", () => {
    const odd = fromDocument({
      ...toDocument(plain),
      comments: [
        { id: "one", position: { x: 0, y: 0 }, width: -4, color: "red" },
        null,
        { id: "x" },
      ],
      groups: "none",
    });
    expect(Object.values(odd.annotations.byId)).toMatchObject([
      { id: "comment-one", text: "", color: "plain", width: 80, height: 120 },
    ]);
  });

  it("are changed and changed back", () => {
    const patch = [...set("comment-a", "text", "because"), ...groupPatch(base, "group-b", ["a"])];
    const { doc, inverse } = apply(base, patch);
    expect(doc.annotations.byId["group-a"]).toMatchObject({ members: ["b"] });
    expect(toDocument(apply(doc, inverse).doc)).toEqual(toDocument(base));
  });
});

describe("pasted", () => {
  it("a whole group comes along with its members, under new ids", () => {
    const piece = copyPiece(base, ["a", "b"], ["comment-a"]);
    const { patch, nodeIds, annotationIds } = pastePatch(base, piece, { x: 100, y: 100 });
    const { doc } = apply(base, patch);
    const groups = Object.values(doc.annotations.byId).filter((each) => each.kind === "group");
    expect(groups.map((each) => each.members)).toEqual([["a", "b"], nodeIds]);
    expect(doc.annotations.byId[annotationIds[0] ?? ""]).toMatchObject({
      text: "why",
      position: { x: 105, y: 106 },
    });
  });

  it("a part of a group is no group", () => {
    expect(copyPiece(base, ["a"]).groups).toEqual([]);
  });
});

describe("merged", () => {
  it("both sides' changes stay; where one deleted what the other moved, it stays", () => {
    const theirs = edited([{ op: "removeAnnotation", id: "comment-a" }]);
    const mine = edited([
      ...set("comment-a", "position", { x: 9, y: 9 }),
      ...set("group-a", "title", "Mine"),
    ]);
    const merged = merge(base, mine, theirs);
    expect(merged.clashes).toEqual([]);
    expect(merged.mine.annotations.byId).toMatchObject({
      "comment-a": { position: { x: 9, y: 9 } },
      "group-a": { title: "Mine" },
    });
  });

  it("two texts for one comment are asked about", () => {
    const { clashes } = merge(
      base,
      edited(set("comment-a", "text", "mine")),
      edited(set("comment-a", "text", "theirs")),
    );
    expect(clashes).toEqual([{ nodeId: "comment-a", field: "text" }]);
  });
});
