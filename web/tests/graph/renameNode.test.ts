import { expect, test } from "vitest";

import { copyPiece, pastePatch } from "@/graph/clipboard";
import { fromDocument } from "@/graph/document";
import { formerNames, takenIds } from "@/graph/formerNames";
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

test("a node knows the names it had, which no other takes and no copy has", () => {
  const once = apply(doc, renameNodePatch(doc, "loop_2", "product")).doc;
  const twice = apply(once, renameNodePatch(once, "product", "thing")).doc;
  expect([...formerNames(twice)]).toEqual([
    ["loop_2", "thing"],
    ["product", "thing"],
  ]);
  expect(takenIds(twice)).toEqual(new Set(["thing", "image", "reader", "loop_2", "product"]));
  const pasted = pastePatch(twice, copyPiece(twice, ["thing"]));
  const copy = apply(twice, pasted.patch).doc.nodes.byId[pasted.nodeIds[0] ?? ""];
  expect(copy).toMatchObject({ type: "each" });
  expect(copy).not.toHaveProperty("was");
  const back = apply(twice, renameNodePatch(twice, "thing", "loop_2")).doc;
  expect([...formerNames(back).keys()]).toEqual(["product", "thing"]);
});

test.each([5, "old", [null, 5], {}])("a document may say %j of the names a node had", (was) => {
  const odd = fromDocument({
    schema: 1,
    name: "",
    edges: [],
    nodes: [{ ...reader, was } as never],
  });
  expect(takenIds(odd)).toEqual(new Set(["reader"]));
  const { doc: after } = apply(odd, renameNodePatch(odd, "reader", "other"));
  expect([...formerNames(after)]).toEqual([["reader", "other"]]);
});

test("a name that a node has is no other's earlier one", () => {
  const both = docOf([{ ...reader, was: ["image"] }, inner]);
  expect([...formerNames(both)]).toEqual([]);
});
