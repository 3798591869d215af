import { describe, expect, it } from "vitest";

import { edgesOf, fromDocument, toDocument, type Doc } from "@/graph/document";
import { diff, merge } from "@/graph/merge";
import { apply, type Patch } from "@/graph/patch";

import { docOf, node } from "../fixtures";

const base = docOf(
  [node("a", "words", { text: "one" }), node("m", "maker", { prompt: "p", count: 1 })],
  "a.text-out>m.prompt-in",
);

function edited(patch: Patch, from: Doc = base): Doc {
  return fromDocument(toDocument(apply(from, patch).doc));
}

function set(id: string, key: string, value: unknown): Patch {
  return [{ op: "setNode", id, path: ["data", key], value }];
}

function add(id: string, text: string): Patch {
  return [{ op: "addNode", node: node(id, "words", { text }), at: 2 }];
}

describe("diff", () => {
  it("leads from one document to the other", () => {
    const to = edited([
      { op: "removeEdge", id: "e0" },
      ...set("m", "count", 4),
      ...set("a", "text", undefined),
      ...add("n", "new"),
      { op: "setMeta", key: "name", value: "Other" },
    ]);
    expect(toDocument(apply(base, diff(base, to)).doc)).toEqual(toDocument(to));
    expect(diff(to, to)).toEqual([]);
  });
});

describe("merge", () => {
  it("keeps both sides' changes of different fields", () => {
    const { mine, clashes } = merge(
      base,
      edited(set("m", "prompt", "mine")),
      edited(set("m", "count", 5)),
    );
    expect(clashes).toEqual([]);
    expect(mine.nodes.byId.m?.data).toEqual({ prompt: "mine", count: 5 });
  });

  it("sees no clash where both said the same", () => {
    const same = edited(set("m", "prompt", "both"));
    expect(merge(base, same, same).clashes).toEqual([]);
  });

  it("offers both outcomes where one field has two values", () => {
    const ours = edited([...set("m", "prompt", "mine"), ...set("a", "text", "kept")]);
    const { mine, theirs, clashes } = merge(base, ours, edited(set("m", "prompt", "theirs")));
    expect(clashes).toEqual([{ nodeId: "m", field: "prompt" }]);
    expect([mine, theirs].map((doc) => doc.nodes.byId.m?.data.prompt)).toEqual(["mine", "theirs"]);
    expect(theirs.nodes.byId.a?.data.text).toBe("kept");
  });

  it("keeps both nodes that were given one id, mine under another", () => {
    const { mine, clashes } = merge(base, edited(add("n", "mine")), edited(add("n", "theirs")));
    expect(clashes).toEqual([]);
    expect(mine.nodes.byId.n?.data.text).toBe("theirs");
    expect(mine.nodes.byId.n_2?.data.text).toBe("mine");
  });

  it("asks where one side deleted what the other edited, and can keep the edit", () => {
    const deleted = edited([
      { op: "removeEdge", id: "e0" },
      { op: "removeNode", id: "m" },
    ]);
    const { mine, theirs, clashes } = merge(base, edited(set("m", "prompt", "mine")), deleted);
    expect(clashes).toEqual([{ nodeId: "m", field: "prompt" }]);
    expect(mine.nodes.byId.m?.data.prompt).toBe("mine");
    expect(theirs.nodes.byId.m).toBeUndefined();
  });

  it("leaves no wire without an end", () => {
    const wired = edited([
      ...add("n", "x"),
      {
        op: "addEdge",
        edge: {
          id: "mine",
          source: "n",
          sourceHandle: "text-out",
          target: "m",
          targetHandle: "prompt-in",
        },
        at: 1,
      },
    ]);
    const deleted = edited([
      { op: "removeEdge", id: "e0" },
      { op: "removeNode", id: "m" },
    ]);
    const { theirs } = merge(base, wired, deleted);
    expect(edgesOf(theirs)).toEqual([]);
    expect(theirs.nodes.byId.n).toBeDefined();
  });
});
