import { expect, test } from "vitest";

import { everything, extended, nothing, shownOnly, toggled } from "@/fields/selection";

const order = ["a", "b", "c", "d", "e"];
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort().join("");

test("a range goes from what was selected last, in either direction, and adds", () => {
  const from = toggled(toggled(nothing, "e"), "c");
  expect(ids(extended(from, order, "a"))).toBe("abce");
  expect(ids(extended(from, order, "d"))).toBe("cde");
});

test("a second range begins where the first did", () => {
  const first = extended(toggled(nothing, "c"), order, "d");
  expect(ids(extended(first, order, "b"))).toBe("bcd");
});

test("a range with no beginning selects the one", () => {
  expect(ids(extended(nothing, order, "b"))).toBe("b");
  expect(ids(extended(toggled(nothing, "gone"), order, "b"))).toBe("bgone");
});

test("what is selected is let go by the same key", () => {
  expect(ids(toggled(everything(order), "b"))).toBe("acde");
});

test("what is not shown any more is not selected any more", () => {
  const some = extended(toggled(nothing, "a"), order, "c");
  expect(ids(shownOnly(some, ["a", "c", "e"]))).toBe("ac");
  expect(shownOnly(some, order)).toBe(some);
});
