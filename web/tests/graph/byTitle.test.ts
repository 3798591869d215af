import { expect, test } from "vitest";

import { byTitle } from "@/graph/byTitle";

const titled = (...titles: string[]) => titles.map((title) => ({ title }));

test("what is called so comes before what only has to do with it", () => {
  const found = titled("Combine Lists", "Loop", "List");
  expect(byTitle(found, " list")).toEqual(titled("List", "Combine Lists", "Loop"));
  expect(byTitle(found, "")).toEqual(found);
});
