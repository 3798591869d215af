import { expect, test } from "vitest";

import { apply } from "@/graph/patch";
import { renameNodePatch } from "@/graph/renameNode";

import { docOf, node } from "../fixtures";

const loop = node("loop_2", "each", { items: "{{ request.output.products }}" });
const inner = {
  ...node("image", "picture", { prompt: "a {{ loop_2.output.currentItem.name }}" }),
  parentId: "loop_2",
};
const reader = node("reader", "words", { text: "{{ loop_2.output.errors | size }}" });
const doc = docOf(
  [loop, inner, reader],
  "loop_2.list-out>reader.prompt-in",
  "reader.text-out>loop_2.list-in",
);

test("what uses a node goes with its name", () => {
  const { doc: after } = apply(doc, renameNodePatch(doc, "loop_2", "product"));
  expect(after.nodes.order).toEqual(["product", "image", "reader"]);
  expect(after.nodes.byId["image"]).toMatchObject({
    parentId: "product",
    data: { prompt: "a {{ product.output.currentItem.name }}" },
  });
  expect(after.nodes.byId["reader"]?.data["text"]).toBe("{{ product.output.errors | size }}");
  expect(Object.values(after.edges.byId).map((edge) => [edge.source, edge.target])).toEqual([
    ["product", "reader"],
    ["reader", "product"],
  ]);
});

test("it can be taken back", () => {
  const { doc: after, inverse } = apply(doc, renameNodePatch(doc, "loop_2", "product"));
  expect(apply(after, inverse).doc).toEqual(doc);
});
