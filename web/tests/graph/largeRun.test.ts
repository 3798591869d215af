import { expect, it } from "vitest";

import type { DryRun } from "@/api/types";
import { isLarge } from "@/graph/largeRun";

function ahead(nodes: number, each: number | null): DryRun {
  const estimate = (credits: number | null) => ({
    ...{ credits, minCredits: credits, maxCredits: credits, usd: null, exact: false },
  });
  const ids = Array.from({ length: nodes }, (_, at) => `n${at}`);
  return {
    runs: ids,
    reused: [],
    estimate: estimate(each === null ? null : each * nodes),
    nodes: Object.fromEntries(ids.map((id) => [id, estimate(each)])),
  };
}

it.each([
  [1, 500, false],
  [1, 501, true],
  [20, 1, false],
  [21, 1, true],
  [21, null, true],
  [1, null, false],
  [500, 0, false],
])("%i nodes for %s credits each: %s", (nodes, each, large) => {
  expect(isLarge(ahead(nodes, each))).toBe(large);
});
