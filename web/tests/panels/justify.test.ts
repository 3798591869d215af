import { expect, test } from "vitest";

import { justify, neighbour } from "@/panels/gallery/justify";

const measures = { width: 1000, gap: 10, height: 200 };

test("full rows reach the edge and never stand out", () => {
  const ratios = [1.5, 1, 0.7, 1.8, 2.2, 1, 1, 0.5, 3, 1.3];
  const rows = justify(ratios, measures);
  for (const row of rows.slice(0, -1)) {
    const width = row.widths.reduce((sum, each) => sum + each, 0) + 10 * (row.widths.length - 1);
    expect(width).toBeLessThanOrEqual(1000);
    expect(width).toBeGreaterThan(1000 - row.widths.length);
    expect(row.height).toBeLessThanOrEqual(200);
  }
  expect(rows.flatMap((row) => row.widths)).toHaveLength(ratios.length);
});

test("a picture keeps its ratio", () => {
  const [row] = justify([2, 1, 3], measures);
  row?.widths.forEach((width, index) => {
    expect(width / row.height).toBeCloseTo([2, 1, 3][index] ?? 0, 1);
  });
});

test("the last row is not stretched", () => {
  expect(justify([1], measures)).toEqual([{ first: 0, height: 200, widths: [200] }]);
});

test("without pictures there is no row", () => {
  expect(justify([], measures)).toEqual([]);
});

test("steps lead to the nearest picture and stop at the ends", () => {
  const rows = justify([2, 2, 2, 1, 1, 1, 1, 1], measures);
  expect(rows[0]?.widths).toHaveLength(3);
  expect(neighbour(rows, 0, "left")).toBe(0);
  expect(neighbour(rows, 2, "right")).toBe(3);
  expect(neighbour(rows, 0, "down")).toBe(3);
  expect(neighbour(rows, 2, "down")).toBe(7);
  expect(neighbour(rows, 7, "up")).toBe(2);
  expect(neighbour(rows, 7, "right")).toBe(7);
  expect(neighbour(rows, 1, "up")).toBe(1);
});
