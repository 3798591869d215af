import { expect, it } from "vitest";

import type { NodeRecord } from "@/api/types";
import { itemType } from "@/graph/itemType";
import { inputPorts, outputPorts } from "@/graph/ports";

import { catalogue, docOf, node } from "../fixtures";

function outOf(nodes: NodeRecord[], ...wires: string[]) {
  const [list] = nodes;
  const port = list && outputPorts(catalogue, list)[0];
  if (!port) throw new Error("no list");
  return itemType(docOf(nodes, ...wires), catalogue, list.id, port);
}

const entry = node("entry", "entry", { fields: [{ name: "photos", type: "list" }] });

it.each([
  ["texts", ["a fox", "a hare"], "text"],
  ["images by their assets", ["ast_1", "ast_2"], "image"],
  ["numbers", [1, 2], "number"],
  ["of two kinds", ["a fox", 2], "any"],
  ["objects", [{ name: "fox" }], "any"],
  ["nothing", [], "any"],
])("a list says by its items what it is of: %s", (_, items, type) => {
  expect(outOf([node("list", "rows", { items })])).toBe(type);
});

it("is of what it is wired into, where it says nothing itself", () => {
  const nodes = [entry, node("a", "maker"), node("words", "words")];
  expect(outOf(nodes, "entry.photos>a.image-in")).toBe("image");
  expect(outOf(nodes, "entry.photos>words.prompt-in")).toBe("text");
  expect(outOf(nodes, "entry.photos>a.image-in", "entry.photos>words.prompt-in")).toBe("any");
  expect(outOf(nodes)).toBe("any");
});

it("goes by its items before its wires", () => {
  const nodes = [node("list", "rows", { items: ["a"] }), node("a", "maker")];
  expect(outOf(nodes, "list.list-out>a.image-in")).toBe("text");
});

it("passes on what came in, and ends in a circle", () => {
  const whole = {
    ...catalogue,
    types: {
      ...catalogue.types,
      sieve: {
        ...(catalogue.types["rows"] ?? { inputs: [] }),
        type: "sieve",
        inputs: [
          {
            ...{ name: "list-in", title: "List", type: "list", takes: "list" },
            ...{ multiple: true, role: null },
          },
        ],
      } as (typeof catalogue.types)[string],
    },
  };
  const nodes = [
    node("list", "rows", { items: ["ast_1"] }),
    node("sieve", "sieve"),
    node("other", "sieve"),
  ];
  const doc = docOf(
    nodes,
    "list.list-out>sieve.list-in",
    "sieve.list-out>other.list-in",
    "other.list-out>sieve.list-in",
  );
  const [, sieve] = nodes;
  if (!sieve) throw new Error("no sieve");
  const [input] = inputPorts(doc, whole, sieve);
  const [output] = outputPorts(whole, sieve);
  if (!input || !output) throw new Error("no sockets");
  expect(itemType(doc, whole, "sieve", input)).toBe("image");
  expect(itemType(doc, whole, "sieve", output)).toBe("image");
});
