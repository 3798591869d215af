import { describe, expect, it } from "vitest";

import type { NodeRecord } from "@/api/types";
import { fansOut, listLength } from "@/graph/lists";

import { catalogue, docOf, node } from "../fixtures";

function graph(...wires: string[]) {
  return docOf(
    [
      node("list", "rows", { items: ["a", "b", "c"] }),
      node("entry", "entry", {
        fields: [
          { name: "names", type: "list" },
          { name: "name", type: "text" },
        ],
      }),
      node("text", "words"),
      node("a", "maker"),
      node("b", "maker"),
      node("out", "exit"),
    ],
    ...wires,
  );
}

describe("a node runs once per item", () => {
  it.each([
    ["where a list is wired in", ["list.list-out>a.prompt-in"], "a"],
    ["where a given list is", ["entry.names>a.prompt-in"], "a"],
    ["behind one that does", ["list.list-out>a.prompt-in", "a.image-out>b.style-in"], "b"],
    ["behind a text of a list", ["list.list-out>text.prompt-in", "text.text-out>a.prompt-in"], "a"],
  ])("%s", (_, wires, id) => {
    expect(fansOut(graph(...wires), catalogue, id)).toBe(true);
  });
});

describe("a node runs once", () => {
  it.each([
    ["where nothing is wired in", [], "a"],
    ["where a text is", ["entry.name>a.prompt-in"], "a"],
    ["where it takes lists whole", ["list.list-out>out.names"], "out"],
    ["before a list comes in", ["a.image-out>b.image-in", "list.list-out>b.prompt-in"], "a"],
    ["in a circle", ["a.image-out>b.image-in", "b.image-out>a.image-in"], "a"],
  ])("%s", (_, wires, id) => {
    expect(fansOut(graph(...wires), catalogue, id)).toBe(false);
  });
});

it("takes no more looks at a long chain when every node of it asks", () => {
  const ids = Array.from({ length: 400 }, (_, index) => `n${index}`);
  const wires = ids.slice(1).map((id, index) => `n${index}.image-out>${id}.image-in`);
  const made = docOf(
    ids.map((id) => node(id, "maker")),
    ...wires,
  );
  let looks = 0;
  const byId = new Proxy<Readonly<Record<string, NodeRecord>>>(made.nodes.byId, {
    get: (records, id) => {
      looks += 1;
      return records[String(id)];
    },
  });
  const doc = { ...made, nodes: { ...made.nodes, byId } };
  expect(ids.filter((id) => fansOut(doc, catalogue, id))).toEqual([]);
  expect(looks).toBeLessThan(10 * ids.length);
});

describe("the length of a list", () => {
  it("is that of the items that are typed", () => {
    expect(listLength(graph("list.list-out>a.prompt-in"), catalogue, "a")).toBe(3);
  });

  it("is not known where the items are given, or come from afar", () => {
    const far = graph("list.list-out>a.prompt-in", "a.image-out>b.image-in");
    expect(listLength(graph("entry.names>a.prompt-in"), catalogue, "a")).toBeNull();
    expect(listLength(far, catalogue, "b")).toBeNull();
  });
});
