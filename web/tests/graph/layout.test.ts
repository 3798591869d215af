import { describe, expect, it } from "vitest";

import type { Position } from "@/api/types";
import { apply } from "@/graph/patch";
import { align, distribute } from "@/graph/layout/align";
import type { Box, Places } from "@/graph/layout/boxes";
import { tidy } from "@/graph/layout/tidy";

import { docOf, node } from "../fixtures";

function box(id: string, x = 0, y = 0, height = 100, width = 300): Box {
  return { id, x, y, width, height };
}

function scene(boxes: Box[]) {
  return { boxes, handleY: () => 50 };
}

function at(places: Places, boxes: Box[], id: string): Position {
  const found = places[id] ?? boxes.find((each) => each.id === id);
  if (!found) throw new Error(id);
  return { x: found.x, y: found.y };
}

function placed(places: Places, boxes: Box[]): Box[] {
  return boxes.map((each) => ({ ...each, ...at(places, boxes, each.id) }));
}

function overlaps(boxes: Box[]): string[] {
  return boxes.flatMap((a, index) =>
    boxes
      .slice(index + 1)
      .filter(
        (b) =>
          a.x < b.x + b.width &&
          b.x < a.x + a.width &&
          a.y < b.y + b.height &&
          b.y < a.y + a.height,
      )
      .map((b) => `${a.id} ${b.id}`),
  );
}

describe("tidy", () => {
  it("puts each node right of all that feed it, and nothing over another", () => {
    const ids = ["e", "c", "a", "d", "b", "f"];
    const doc = docOf(
      ids.map((id) => node(id, "words")),
      ...["a.o>b.i", "b.o>c.i", "a.o>c.i", "d.o>e.i", "c.o>e.i"],
    );
    const boxes = ids.map((id, index) => box(id, 40, index * 10, 120 + index * 40));
    const places = tidy(doc, scene(boxes));
    for (const edge of Object.values(doc.edges.byId))
      expect(at(places, boxes, edge.target).x).toBeGreaterThanOrEqual(
        at(places, boxes, edge.source).x + 300,
      );
    const after = placed(places, boxes);
    expect(overlaps(after)).toEqual([]);
    expect(Math.min(...after.map((each) => each.x))).toBe(40);
    expect(Math.min(...after.map((each) => each.y))).toBe(0);
  });

  it("runs a chain of wires level, whatever the cards' heights", () => {
    const doc = docOf(
      ["a", "b", "c"].map((id) => node(id, "words")),
      ...["a.o>b.i", "b.o>c.i"],
    );
    const boxes = [box("a", 0, 300, 100), box("b", 0, 0, 400), box("c", 0, 100, 200)];
    const heights = { a: 20, b: 200, c: 80 };
    const handleY = (id: string) => heights[id as keyof typeof heights];
    const places = tidy(doc, { boxes, handleY });
    const levels = placed(places, boxes).map((each) => each.y + handleY(each.id));
    expect(Math.max(...levels) - Math.min(...levels)).toBeLessThanOrEqual(1);
  });

  it("uncrosses wires", () => {
    const doc = docOf(
      ["a", "b", "x", "y"].map((id) => node(id, "words")),
      ...["a.o>y.i", "b.o>x.i", "a.p>x.i"],
    );
    const boxes = [box("a", 0, 0), box("b", 0, 200), box("x", 400, 0), box("y", 400, 200)];
    const places = tidy(doc, scene(boxes));
    const y = (id: string) => at(places, boxes, id).y;
    expect(Math.sign(y("a") - y("b"))).toBe(Math.sign(y("y") - y("x")));
  });

  it("has nothing to do a second time", () => {
    const doc = docOf(
      ["a", "b", "c", "d"].map((id) => node(id, "words")),
      ...["a.o>b.i", "a.o>c.i"],
    );
    const boxes = ["a", "b", "c", "d"].map((id, index) => box(id, index * 7, index * 31));
    const once = placed(tidy(doc, scene(boxes)), boxes);
    expect(tidy(doc, scene(once))).toEqual({});
  });

  it("ends where nodes feed each other in a circle", () => {
    const doc = docOf([node("a", "words"), node("b", "words")], "a.o>b.i", "b.o>a.i");
    const boxes = [box("a"), box("b")];
    expect(overlaps(placed(tidy(doc, scene(boxes)), boxes))).toEqual([]);
  });

  it("lays out five thousand nodes while one waits", () => {
    const ids = Array.from({ length: 5_000 }, (_, index) => `n${index}`);
    const wires = ids.slice(3).map((id, index) => `n${(index * 7) % (index + 3)}.o>${id}.i`);
    const doc = docOf(
      ids.map((id) => node(id, "words")),
      ...wires,
    );
    const boxes = ids.map((id) => box(id));
    const began = performance.now();
    expect(Object.keys(tidy(doc, scene(boxes))).length).toBeGreaterThan(4_000);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it("keeps a group together, and a comment beside its node", () => {
    const group = {
      ...{ kind: "group" as const, id: "group-1", title: "", color: "plain" as const },
      members: ["b", "c"],
    };
    const comment = {
      ...{ kind: "comment" as const, id: "comment-1", text: "", color: "plain" as const },
      ...{ position: { x: 0, y: -130 }, width: 200, height: 100 },
    };
    const doc = apply(
      docOf(
        ["a", "b", "c", "d"].map((id) => node(id, "words")),
        ...["a.o>b.i", "b.o>d.i", "a.o>c.i"],
      ),
      [
        { op: "addAnnotation", annotation: group, at: 0 },
        { op: "addAnnotation", annotation: comment, at: 1 },
      ],
    ).doc;
    const boxes = [
      ...[box("a"), box("b", 600, 10), box("c", 900, 900), box("d", 5, 0)],
      box("comment-1", 0, -130, 100, 200),
    ];
    const after = placed(tidy(doc, scene(boxes)), boxes);
    expect(overlaps(after)).toEqual([]);
    const [a, b, c, , note] = after;
    expect(Math.abs((b?.x ?? 0) - (c?.x ?? 0))).toBeLessThan(800);
    expect({ x: (note?.x ?? 0) - (a?.x ?? 0), y: (note?.y ?? 0) - (a?.y ?? 0) }).toEqual({
      x: 0,
      y: -130,
    });
  });
});

describe("align and distribute", () => {
  const boxes = [box("a", 0, 0, 100), box("b", 50, 130, 200), box("c", 400, 500, 100)];

  it("brings one side onto a line, and moves only what is off it", () => {
    expect(align(boxes, "left")).toEqual({ b: { x: 0, y: 130 }, c: { x: 0, y: 500 } });
    expect(align(boxes, "bottom")).toEqual({ a: { x: 0, y: 500 }, b: { x: 50, y: 400 } });
    expect(align(boxes, "center").b).toEqual({ x: 200, y: 130 });
  });

  it("makes gaps alike", () => {
    expect(distribute(boxes, "y")).toEqual({ b: { x: 50, y: 200 } });
    expect(distribute(boxes, "x")).toEqual({ b: { x: 200, y: 130 } });
  });
});
