import { describe, expect, it } from "vitest";

import { copyPiece, pastePatch, readPiece } from "@/graph/clipboard";
import { edgesOf, nodesOf } from "@/graph/document";
import { newNodeId } from "@/graph/ids";
import { apply } from "@/graph/patch";

import { docOf, node } from "../fixtures";

const doc = docOf(
  [
    node("text", "words"),
    node("m", "maker", { prompt: "{{ text.output.text }} at noon" }),
    node("out", "exit"),
  ],
  "text.text-out>m.prompt-in",
  "m.image-out>out.image",
);

describe("copy and paste", () => {
  const piece = copyPiece(doc, ["m", "text"]);

  it("takes the nodes and the wires between them", () => {
    expect(piece.nodes.map((each) => each.id)).toEqual(["text", "m"]);
    expect(piece.edges.map((each) => each.id)).toEqual(["e0"]);
  });

  it("pastes under new ids, with wires and templates that follow", () => {
    const { patch, nodeIds } = pastePatch(doc, piece, { x: 100, y: 50 });
    const after = apply(doc, patch).doc;
    expect(nodeIds).toEqual(["text_2", "m_2"]);
    expect(after.nodes.byId.m_2).toMatchObject({
      position: { x: 100, y: 50 },
      data: { prompt: "{{ text_2.output.text }} at noon" },
    });
    expect(edgesOf(after).at(-1)).toMatchObject({ source: "text_2", target: "m_2" });
    expect(new Set(edgesOf(after).map((edge) => edge.id)).size).toBe(edgesOf(after).length);
    expect(nodesOf(after)).toHaveLength(5);
  });

  it("reads back what it wrote and nothing else", () => {
    expect(readPiece(JSON.stringify(piece))).toEqual(piece);
    for (const text of ["", "a fox", "null", "[]", '{"nodes":[]}'])
      expect(readPiece(text)).toBeNull();
  });
});

describe("newNodeId", () => {
  it.each([
    ["image", [], "image"],
    ["image", ["image"], "image_2"],
    ["image_2", ["image", "image_2"], "image_3"],
    ["Trigger", [], "trigger_1"],
    ["9 lives!", [], "lives"],
    ["", [], "node"],
  ])("%s beside %o is %s", (wish, taken, id) => {
    expect(newNodeId(new Set(taken), wish)).toBe(id);
  });
});
