import { expect, test } from "vitest";

import { moved } from "@/fields/reorder";

const list = ["a", "b", "c"];

test.each([
  [0, 2, ["b", "c", "a"]],
  [2, 0, ["c", "a", "b"]],
  [1, 2, ["a", "c", "b"]],
])("from %i to %i", (from, to, expected) => {
  expect(moved(list, from, to)).toEqual(expected);
});

test.each([
  [0, -1],
  [2, 3],
  [3, 0],
])("from %i to %i leaves all as it is", (from, to) => {
  expect(moved(list, from, to)).toBe(list);
});
