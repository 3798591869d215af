import { describe, expect, it } from "vitest";

import { renameInTemplate, resolves, templateNames, templateUses } from "@/graph/template";

import { catalogue, docOf, node } from "../fixtures";

const doc = docOf(
  [
    node("request", "entry", { fields: [{ name: "style", type: "text" }] }),
    node("text", "words"),
    node("m", "maker"),
    node("later", "maker"),
  ],
  "text.text-out>m.prompt-in",
  "m.image-out>later.image-in",
);
const names = templateNames(doc, catalogue, "m");

describe("templateNames", () => {
  it("offers what stands before a node or beside it, never what follows it", () => {
    expect(names.map((name) => name.expression)).toEqual([
      "request.output.style",
      "text.output.text",
    ]);
  });
});

describe("templateUses", () => {
  it("finds names with their places, filters and white space aside", () => {
    const text = "A {{ text.output.text | upcase }} in {{request.output.style}}";
    expect(templateUses(text).map((use) => [use.name, text.slice(use.start, use.end)])).toEqual([
      ["text.output.text", "{{ text.output.text | upcase }}"],
      ["request.output.style", "{{request.output.style}}"],
    ]);
  });
});

describe("resolves", () => {
  it.each([
    ["text.output.text", true],
    ["text.output.text.size", true],
    ["trigger.output.anything", true],
    ["text.output.tex", false],
    ["nobody.output.text", false],
  ])("%s: %s", (name, known) => expect(resolves(name, names)).toBe(known));
});

describe("renameInTemplate", () => {
  it("renames whole names of nodes only", () => {
    const ids = new Map([["text", "text_2"]]);
    expect(renameInTemplate("{{ text.output.text }} text {{ context.output.x }}", ids)).toBe(
      "{{ text_2.output.text }} text {{ context.output.x }}",
    );
  });
});
