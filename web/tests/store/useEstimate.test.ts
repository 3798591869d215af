import { expect, test } from "vitest";

import type { Estimate } from "@/api/types";
import { total } from "@/store/useEstimate";

function estimate(minCredits: number | null, maxCredits: number | null, exact = false): Estimate {
  return { credits: maxCredits, minCredits, maxCredits, usd: null, exact };
}

test("a workflow costs what its nodes cost, each as often as it is there", () => {
  const sum = total([
    [estimate(10, 10, true), 3],
    [estimate(5, 7), 1],
  ]);
  expect(sum).toMatchObject({ minCredits: 35, maxCredits: 37, exact: false });
});

test("a sum of exact prices is exact", () => {
  expect(total([[estimate(4, 4, true), 2]])?.exact).toBe(true);
});

test("one unknown price makes the whole unknown", () => {
  expect(
    total([
      [estimate(4, 4, true), 1],
      [estimate(null, null), 1],
    ]),
  ).toBeNull();
  expect(total([[undefined, 1]])).toBeNull();
});
