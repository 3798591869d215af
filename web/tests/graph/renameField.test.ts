import { expect, test } from "vitest";

import { apply } from "@/graph/patch";
import { renameFieldPatch } from "@/graph/renameField";

import { docOf, node } from "../fixtures";

const request = node("request", "entry", {
  fields: [
    { name: "prompt", type: "text" },
    { name: "prompt_2", type: "text" },
  ],
});

function renamed(texts: string[]) {
  const readers = texts.map((text, index) => node(`reader${index}`, "words", { text }));
  const doc = docOf(
    [request, ...readers],
    "request.prompt>reader0.prompt-in",
    "request.prompt_2>reader0.prompt-in",
  );
  const applied = apply(doc, renameFieldPatch(doc, request, "fields", "prompt", "subject"));
  return { before: doc, after: applied.doc, inverse: applied.inverse };
}

test("the field, its wires and the templates that read it are renamed together", () => {
  const { after } = renamed([
    "a {{ request.output.prompt }} and {{trigger.output.prompt | upcase}}",
  ]);
  expect(after.nodes.byId["request"]?.data["fields"]).toEqual([
    { name: "subject", type: "text" },
    { name: "prompt_2", type: "text" },
  ]);
  expect(Object.values(after.edges.byId).map((edge) => edge.sourceHandle)).toEqual([
    "subject",
    "prompt_2",
  ]);
  expect(after.nodes.byId["reader0"]?.data["text"]).toBe(
    "a {{ request.output.subject }} and {{trigger.output.subject | upcase}}",
  );
});

test("what only looks like it stays", () => {
  const texts = [
    "{{ request.output.prompt_2 }}",
    "{{ other.output.prompt }}",
    "request.output.prompt",
  ];
  const { after } = renamed(texts);
  expect(texts.map((_, index) => after.nodes.byId[`reader${index}`]?.data["text"])).toEqual(texts);
});

test("one undo brings everything back", () => {
  const { before, after, inverse } = renamed(["{{ request.output.prompt }}"]);
  expect(apply(after, inverse).doc).toEqual(before);
});
