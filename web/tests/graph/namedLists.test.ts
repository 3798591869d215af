import { describe, expect, it } from "vitest";

import type { JsonValue } from "@/api/types";
import { connectPatch } from "@/graph/connect";
import { edgesInto, type Doc } from "@/graph/document";
import { itemType } from "@/graph/itemType";
import { removeListPatch, renameListPatch } from "@/graph/listChanges";
import { namedLists } from "@/graph/namedLists";
import { apply, type Patch } from "@/graph/patch";
import { inputPorts, outputPorts } from "@/graph/ports";
import { templateNames } from "@/graph/template";

import { catalogue, docOf, node } from "../fixtures";

const colours = node("colour", "rows", { items: ["red"] });
const all = node("all", "joiner", { lists: [{ name: "colour" }, { name: "cup", items: "mug" }] });
const wired = docOf([colours, all], "colour.list-out>all.colour");

function joined(doc: Doc) {
  const there = doc.nodes.byId["all"];
  if (!there) throw new Error("gone");
  return there;
}

function after(doc: Doc, patch: Patch) {
  const next = apply(doc, patch).doc;
  return {
    names: namedLists(joined(next)).map((list) => list.name),
    wires: edgesInto(next, "all").map((edge) => edge.targetHandle),
  };
}

it("each named list is a socket, and one more makes another", () => {
  expect(inputPorts(wired, catalogue, all).map((port) => [port.name, port.takes])).toEqual([
    ["colour", "list"],
    ["cup", "list"],
    ["+", "list"],
  ]);
});

it("a wire into the free socket makes a list named after the node it comes from", () => {
  const doc = docOf([colours, node("all", "joiner")]);
  const end = { source: "colour", sourceHandle: "list-out", target: "all", targetHandle: "+" };
  expect(after(doc, connectPatch(doc, catalogue, end))).toEqual({
    names: ["colour"],
    wires: ["colour"],
  });
  expect(after(wired, connectPatch(wired, catalogue, end))).toEqual({
    names: ["colour", "cup", "colour_2"],
    wires: ["colour", "colour_2"],
  });
});

it("a list is renamed and removed with its wires", () => {
  expect(after(wired, renameListPatch(wired, all, "colour", "shade"))).toEqual({
    names: ["shade", "cup"],
    wires: ["shade"],
  });
  expect(after(wired, removeListPatch(wired, all, "colour"))).toEqual({
    names: ["cup"],
    wires: [],
  });
});

it("a renamed list keeps its name in the templates that read an item", () => {
  const text = "{{ each.output.currentItem.colour | upcase }} {{loop.currentItem.colour.hex}}";
  const other = "{{ each.output.currentItem.colours }} {{ colour.output.items }} colour";
  const inside = { ...node("words", "words", { text, note: other }), parentId: "each" };
  const outside = node("beside", "words", { text });
  const doc = docOf(
    [colours, all, node("each", "rounds"), inside, outside],
    "colour.list-out>all.colour",
    "all.list-out>each.list-in",
  );
  const next = apply(doc, renameListPatch(doc, all, "colour", "shade")).doc.nodes.byId;
  expect(next["words"]?.data).toEqual({
    text: "{{ each.output.currentItem.shade | upcase }} {{loop.currentItem.shade.hex}}",
    note: other,
  });
  expect(next["beside"]?.data.text).toBe(text);
});

it("combined items are objects, whatever the lists hold", () => {
  const [port] = outputPorts(catalogue, all);
  expect(port && itemType(wired, catalogue, "all", port)).toBe("any");
});

describe("names of an item", () => {
  const cup = { name: "cup" };
  const list = { name: "products", type: "list", default: [cup] };
  const lists: JsonValue[] = [
    { name: "colour" },
    { name: "cup", items: "kind,size\nmug,L", split: "csv" },
  ];
  const combined = node("all", "joiner", { lists });
  const inner = { ...node("words", "words"), parentId: "each" };
  const under = (doc: Doc) =>
    templateNames(doc, catalogue, "words")
      .map((name) => name.expression)
      .filter((name) => name.startsWith("each.output.currentItem"));

  it.each([
    ["by wire", {}, ["all.list-out>each.list-in"]],
    ["by name", { items: "{{ all.output.items }}" }, []],
  ])("are those of the lists it comes from, %s", (_, data, wires) => {
    const nodes = [colours, combined, node("each", "rounds", data), inner];
    expect(under(docOf(nodes, "colour.list-out>all.colour", ...wires))).toEqual([
      "each.output.currentItem",
      "each.output.currentItem.colour",
      "each.output.currentItem.cup",
      "each.output.currentItem.cup.kind",
      "each.output.currentItem.cup.size",
    ]);
  });

  it.each([
    ["what starts a run takes by default", node("start", "entry", { fields: [list] })],
    ["a call brings by its example", node("start", "caller", { payload: { products: [cup] } })],
  ])("are those of a list that %s", (_, start) => {
    const loop = node("each", "rounds", { items: "{{ trigger.output.products }}" });
    expect(under(docOf([start, loop, inner]))).toEqual([
      "each.output.currentItem",
      "each.output.currentItem.name",
    ]);
  });

  it("are none where several come together", () => {
    const batched = node("each", "rounds", { items: [{ name: "fox" }], batchSize: 2 });
    expect(under(docOf([batched, inner]))).toEqual(["each.output.currentItem"]);
  });

  it("are those of typed objects", () => {
    const typed = node("colour", "rows", { items: [{ hex: "#fff" }] });
    const nodes = [typed, node("each", "rounds"), inner];
    expect(under(docOf(nodes, "colour.list-out>each.list-in"))).toEqual([
      "each.output.currentItem",
      "each.output.currentItem.hex",
    ]);
  });
});
