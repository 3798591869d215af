import { expect, test } from "vitest";

import { whenWords } from "@/fields/words";

const now = new Date(2026, 10, 21, 15, 0).getTime();
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();

test.each([
  [0.5, "just now"],
  [12, "12 min ago"],
  [120, "today 13:00"],
  [24 * 60, "20 Nov, 15:00"],
])("%s minutes ago reads %j", (minutes, expected) => {
  expect(whenWords(ago(minutes), now)).toBe(expected);
});
