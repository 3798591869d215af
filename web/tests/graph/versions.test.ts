import { expect, it } from "vitest";

import { fromDocument, toDocument } from "@/graph/document";
import { apply } from "@/graph/patch";
import { byDay, changesBetween, restorePatch } from "@/graph/versions";

import { docOf, node } from "../fixtures";

const before = docOf(
  [node("a", "words"), node("b", "words"), node("m", "maker", { prompt: "p" })],
  "a.text-out>m.prompt-in",
  "b.text-out>m.prompt-in",
);

function edited(change: (document: ReturnType<typeof toDocument>) => void) {
  const document = structuredClone(toDocument(before));
  change(document);
  return fromDocument(document);
}

it("tells what came, went, changed and moved", () => {
  const after = edited((document) => {
    document.name = "Other";
    document.nodes = document.nodes.filter(({ id }) => id !== "a");
    document.edges = document.edges.filter(({ source }) => source !== "a");
    document.nodes.push(node("c", "rows"));
    for (const each of document.nodes) {
      if (each.id === "m") each.data = { prompt: "q" };
      if (each.id === "b") each.position = { x: 9, y: 9 };
    }
  });
  const changes = changesBetween(before, after);
  expect(changes.added.map(({ id }) => id)).toEqual(["c"]);
  expect(changes.removed.map(({ id }) => id)).toEqual(["a"]);
  expect(changes.changed).toEqual([{ ...node("m", "maker"), data: { prompt: "q" } }]);
  expect(changes).toMatchObject({ moved: 1, wires: 1, name: "Other" });
});

it("a node that moved and changed counts as changed, once", () => {
  const after = edited((document) => {
    for (const each of document.nodes)
      if (each.id === "m") Object.assign(each, { position: { x: 1, y: 1 }, data: { count: 2 } });
  });
  expect(changesBetween(before, after)).toMatchObject({ moved: 0, changed: [{ id: "m" }] });
});

it("restoring gives exactly what was, the order of wires and nodes included, and can be undone", () => {
  const present = edited((document) => {
    document.edges.reverse();
    document.nodes.reverse();
    document.nodes.push(node("late", "words"));
    Object.assign(document, { viewport: { zoom: 2 } });
  });
  const { doc, inverse } = apply(present, restorePatch(present, before));
  expect(toDocument(doc)).toEqual(toDocument(before));
  expect(toDocument(apply(doc, inverse).doc)).toEqual(toDocument(present));
});

it("restoring what stands already changes nothing", () => {
  expect(restorePatch(before, before)).toEqual([]);
});

it("saves are put together by the quarter of an hour, and by day", () => {
  const at = (day: number, hour: number, minute: number) => ({
    savedAt: new Date(2026, 2, day, hour, minute).toISOString(),
  });
  const saves = [at(4, 9, 16), at(4, 9, 14), at(4, 9, 1), at(3, 9, 1)];
  const days = byDay(saves);
  expect(days.map(({ slots }) => slots.map((slot) => slot.saves.length))).toEqual([[1, 2], [1]]);
  expect(days[1]?.start).toBe(new Date(2026, 2, 3).getTime());
  expect(byDay([])).toEqual([]);
});
