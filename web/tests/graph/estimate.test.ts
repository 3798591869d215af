import { describe, expect, it } from "vitest";

import { isListed, listedNodes, priceQuestion } from "@/graph/estimate";

import { catalogue, docOf, node } from "../fixtures";

function ask(data: object, ...more: string[]) {
  const doc = docOf(
    [
      node("h", "holder"),
      node("list", "rows", { items: ["a", "b", "c"] }),
      node("entry", "entry", { fields: [{ name: "names", type: "list" }] }),
      node("m", "maker", { ...data }),
    ],
    ...more,
  );
  return priceQuestion(doc, catalogue, "m");
}

describe("the question for a node's price", () => {
  it("carries every setting", () => {
    const settings = { model: "rich", count: 3, aspectRatio: "16:9", quality: "high" };
    expect(ask({ ...settings, params: { steps: 4 } })).toMatchObject({
      ...settings,
      params: { steps: 4 },
    });
  });

  it("is the same while a prompt stays about as long", () => {
    expect(ask({ prompt: "a fox" })).toEqual(ask({ prompt: "an owl" }));
    expect(ask({ prompt: "a fox ".repeat(40) })).not.toEqual(ask({ prompt: "a fox" }));
  });

  it("says no less than the prompt has bytes", () => {
    expect(ask({ prompt: "ü".repeat(150) })?.prompt).toHaveLength(300);
  });

  it("counts references that are wired like those picked", () => {
    const picked = { references: { style: ["ast_1"] } };
    expect(ask(picked, "h.image-out>m.image-in")?.references).toEqual({
      image: ["x"],
      style: ["x"],
    });
    expect(ask({})?.references).toEqual({});
  });

  it("asks for one image an item where a list is wired in", () => {
    expect(ask({ count: 4 }, "list.list-out>m.prompt-in")).toMatchObject({ count: 1, items: 3 });
  });

  it("cannot be asked while the length of the list is not known", () => {
    expect(ask({}, "entry.names>m.prompt-in")).toBeNull();
  });
});

describe("the price of all items of a list", () => {
  const doc = docOf(
    [
      node("list", "rows", { items: ["a", "b"] }),
      node("text", "words"),
      node("first", "maker"),
      node("second", "maker"),
      node("kept", "both", { assetId: "ast_1" }),
      node("free", "both"),
      node("alone", "maker"),
    ],
    "list.list-out>text.prompt-in",
    "list.list-out>first.prompt-in",
    "first.image-out>second.image-in",
    "list.list-out>kept.prompt-in",
    "list.list-out>free.prompt-in",
  );
  const listed = (...faulty: string[]) => listedNodes(doc, catalogue, new Set(faulty));

  it("is asked for of each that makes pictures for them", () => {
    expect(listed()).toEqual(["first", "second", "free"]);
  });

  it("is not that of a node that holds a picture already", () => {
    expect(isListed(doc, catalogue, "kept")).toBe(false);
    expect(isListed(doc, catalogue, "free")).toBe(true);
  });

  it("is not asked for where a problem keeps a run from starting", () => {
    expect(listed("first")).toEqual(["free"]);
    expect(listed("alone")).toEqual(["first", "second", "free"]);
  });
});
