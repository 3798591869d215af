import { describe, expect, it } from "vitest";

import { edgesOf, fromDocument, nodesOf, toDocument } from "@/graph/document";
import { apply, type Patch } from "@/graph/patch";

import { docOf, node } from "../fixtures";

const doc = docOf(
  [node("a", "words", { text: "one" }), node("b", "maker"), node("c", "maker")],
  "a.text-out>b.prompt-in",
  "a.text-out>c.prompt-in",
);

const patches: Record<string, Patch> = {
  "a node added in the middle": [{ op: "addNode", node: node("d", "words"), at: 1 }],
  "a node and its wires removed": [
    { op: "removeEdge", id: "e0" },
    { op: "removeEdge", id: "e1" },
    { op: "removeNode", id: "a" },
  ],
  "a field set, then removed": [
    { op: "setNode", id: "a", path: ["data", "text"], value: "two" },
    { op: "setNode", id: "a", path: ["data", "text"], value: undefined },
  ],
  "a new field": [{ op: "setNode", id: "b", path: ["data", "count"], value: 3 }],
  "a wire moved": [{ op: "setEdge", id: "e1", path: ["targetHandle"], value: "image-in" }],
  "a name": [{ op: "setMeta", key: "name", value: "Other" }],
};

describe("apply", () => {
  it.each(Object.entries(patches))("can take back %s", (_name, patch) => {
    const { doc: changed, inverse } = apply(doc, patch);
    expect(toDocument(changed)).not.toEqual(toDocument(doc));
    expect(toDocument(apply(changed, inverse).doc)).toEqual(toDocument(doc));
  });

  it("brings a removed record back to its old place", () => {
    const { doc: changed, inverse } = apply(doc, [{ op: "removeEdge", id: "e0" }]);
    expect(edgesOf(apply(changed, inverse).doc).map((edge) => edge.id)).toEqual(["e0", "e1"]);
  });

  it("leaves out what has nothing to act on", () => {
    const { doc: same, inverse } = apply(doc, [
      { op: "removeNode", id: "nobody" },
      { op: "setNode", id: "nobody", path: ["data", "text"], value: 1 },
      { op: "addNode", node: node("a", "words"), at: 0 },
    ]);
    expect(inverse).toEqual([]);
    expect(nodesOf(same)).toEqual(nodesOf(doc));
  });

  it("keeps records that it does not touch", () => {
    const changed = apply(doc, patches["a new field"] ?? []).doc;
    expect(changed.nodes.byId.a).toBe(doc.nodes.byId.a);
    expect(changed.edges).toBe(doc.edges);
  });
});

describe("a document", () => {
  it("keeps keys it does not know, and drops those of the server", () => {
    const stored = {
      schema: 1,
      name: "N",
      nodes: [],
      edges: [],
      colour: "red",
      id: "wf_1",
      version: 3,
    };
    expect(toDocument(fromDocument(stored))).toEqual({
      schema: 1,
      name: "N",
      nodes: [],
      edges: [],
      colour: "red",
    });
  });
});
