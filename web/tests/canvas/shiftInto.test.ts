import { expect, test } from "vitest";

import { shiftInto } from "@/canvas/shiftInto";

test.each([
  ["lies in it", 20, 30, 0],
  ["begins before it", -5, 30, 15],
  ["ends behind it", 90, 30, -20],
  ["is longer than it: its beginning counts", 50, 200, -40],
])("what %s moves so far", (_what, start, length, expected) => {
  expect(shiftInto({ from: 10, to: 100 }, start, length)).toBe(expected);
});
