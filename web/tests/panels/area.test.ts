import { expect, test } from "vitest";

import { edges, largest, move, pull, reshape } from "@/panels/crop/area";

const bounds = { width: 1200, height: 800 };
const area = { x: 300, y: 200, width: 400, height: 300 };

function inside({ x, y, width, height }: typeof area): boolean {
  return x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= 1200 && y + height <= 800;
}

test("the largest cut of a ratio touches two edges and lies in the middle", () => {
  expect(largest(bounds, 1)).toEqual({ x: 200, y: 0, width: 800, height: 800 });
  expect(largest(bounds, 3)).toEqual({ x: 0, y: 200, width: 1200, height: 400 });
  expect(largest(bounds, null)).toEqual({ x: 0, y: 0, width: 1200, height: 800 });
});

test("another ratio keeps the middle", () => {
  const square = reshape(area, bounds, 1);
  expect(square.width).toBe(square.height);
  expect(square.x + square.width / 2).toBeCloseTo(500, -1);
  expect(square.y + square.height / 2).toBeCloseTo(350, -1);
});

test("moving stops at the edges", () => {
  expect(move(area, bounds, -1000, 5000)).toEqual({ ...area, x: 0, y: 500 });
});

test("pulling a corner leaves the opposite one", () => {
  expect(pull(area, bounds, "nw", { dx: 50, dy: -20 }, null)).toEqual({
    x: 350,
    y: 180,
    width: 350,
    height: 320,
  });
});

test("pulling an edge of a fixed ratio changes both sides", () => {
  const pulled = pull(area, bounds, "e", { dx: 100, dy: 0 }, 4 / 3);
  expect(pulled).toEqual({ x: 300, y: 200, width: 500, height: 375 });
});

test.each(edges)("pulling %s never leaves the picture, nor vanishes", (edge) => {
  for (const ratio of [null, 1, 16 / 9, 9 / 16]) {
    for (const by of [-5000, -37, 37, 5000]) {
      const pulled = pull(area, bounds, edge, { dx: by, dy: by }, ratio);
      expect(inside(pulled), JSON.stringify({ ratio, by, pulled })).toBe(true);
    }
  }
});

test("a picture smaller than the least cut can be cut as a whole", () => {
  const tiny = { width: 4, height: 3 };
  expect(pull(largest(tiny, null), tiny, "se", { dx: -10, dy: -10 }, null)).toEqual({
    x: 0,
    y: 0,
    width: 4,
    height: 3,
  });
});
