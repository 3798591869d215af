import { describe, expect, it } from "vitest";

import {
  namesWithValues,
  renameInTemplate,
  resolves,
  templateNames,
  templateUses,
} from "@/graph/template";

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
      "trigger.output.style",
      "text.output.text",
      "run.id",
      "run.startedAt",
    ]);
  });

  it("names what an example of a call has, and whatever else the last call brought", () => {
    const payload = { headline: "Fog", author: { name: "Ann" } };
    const with_ = docOf([node("hook", "caller", { payload }), node("m", "maker")]);
    const named = templateNames(with_, catalogue, "m");
    expect(named.map(({ expression, type }) => [expression, type]).slice(0, 4)).toEqual([
      ["trigger.output", "any"],
      ["trigger.output.headline", "text"],
      ["trigger.output.author", "any"],
      ["trigger.output.author.name", "text"],
    ]);
    expect(named.map((name) => name.expression)).toContain("hook.output.author.name");
    const came = namesWithValues(named, () => ({ headline: "Rain", topic: "sea" }));
    expect(came).toContainEqual(
      expect.objectContaining({ expression: "trigger.output.topic", value: "sea" }),
    );
    expect(came).toContainEqual(
      expect.objectContaining({ expression: "trigger.output.headline", value: "Rain" }),
    );
  });

  it("names what a schema in the node's data says of its answer, and nothing without one", () => {
    const schema = {
      type: "object",
      properties: {
        mood: { type: "string" },
        places: {
          type: "array",
          items: { type: "object", properties: { city: { type: "string" } } },
        },
      },
    };
    const with_ = docOf([node("a", "asker", { shape: schema }), node("m", "maker")]);
    const named = templateNames(with_, catalogue, "m");
    expect(named.map(({ expression, type }) => [expression, type]).slice(0, 4)).toEqual([
      ["a.output.value", "any"],
      ["a.output.value.mood", "text"],
      ["a.output.value.places", "list"],
      ["a.output.value.places.first.city", "text"],
    ]);
    expect(resolves("a.output.value.mood", named)).toBe(true);
    expect(resolves("a.output.value.mod", named)).toBe(false);
    const without = docOf([node("a", "asker"), node("m", "maker")]);
    expect(templateNames(without, catalogue, "m").map((name) => name.nodeId)).toEqual([
      "run",
      "run",
    ]);
  });
});

describe("namesWithValues", () => {
  it("shows what a name was last, and names what stood below it", () => {
    const name = { expression: "w.output.data", nodeId: "w", nodeTitle: "W", type: "any" };
    const output = { data: { city: { name: "Rome" }, tags: ["old"], none: null } };
    const found = namesWithValues([name], (id) => (id === "w" ? output : null));
    expect(found.map(({ expression, type, value }) => [expression, type, value])).toEqual([
      ["w.output.data", "any", output.data],
      ["w.output.data.city", "any", { name: "Rome" }],
      ["w.output.data.city.name", "text", "Rome"],
      ["w.output.data.tags", "list", ["old"]],
    ]);
    expect(namesWithValues([name], () => null)).toEqual([name]);
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
    expect(renameInTemplate("{{ run.attachments.text }} {{ run.attachments.texts }}", ids)).toBe(
      "{{ run.attachments.text_2 }} {{ run.attachments.texts }}",
    );
  });

  it.each([
    ["{{ 'a' | append: text.output.text }}", "{{ 'a' | append: text_2.output.text }}"],
    [
      "{% if text.output.text == '' %}a{% endif %}",
      "{% if text_2.output.text == '' %}a{% endif %}",
    ],
    ["{{ run.attachments.text | first }}", "{{ run.attachments.text_2 | first }}"],
    ["{{ 'text.output.text' }} text.output", "{{ 'text.output.text' }} text.output"],
    ["{{ a.output.text.output }} {{ text }}", "{{ a.output.text.output }} {{ text }}"],
  ])("%s", (before, after) =>
    expect(renameInTemplate(before, new Map([["text", "text_2"]]))).toBe(after),
  );
});
