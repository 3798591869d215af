import { expect, test } from "vitest";

import { cronWords } from "@/fields/cronWords";

test("times are told in the language of the page", () => {
  expect(cronWords("0 9 * * MON", "en")).toBe("At 09:00, only on Monday");
  expect(cronWords("0 9 * * MON", "it")).toBe("Alle 09:00, solo il lunedì");
});

test("what is no expression says nothing", () => {
  expect(cronWords("now and then", "en")).toBeNull();
});
