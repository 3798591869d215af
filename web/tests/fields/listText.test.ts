import { expect, test } from "vitest";

import { pastedItems } from "@/fields/listText";

test.each([
  ["lines", "red fox\n arctic hare \n\nowl", ["red fox", "arctic hare", "owl"]],
  ["lines with commas", "a fox, red\na hare, white", ["a fox, red", "a hare, white"]],
  ["a JSON array", '["fox", 2, {"a": 1}]', ["fox", "2", '{"a":1}']],
  ["what only looks like JSON", "[fox\nhare", ["[fox", "hare"]],
  [
    "quoted cells",
    '"a ""big"" fox","a hare"\r\n"an owl\nat night"',
    ['a "big" fox', "a hare", "an owl\nat night"],
  ],
  ["a column of a spreadsheet", "fox\t1\nhare\t2", ["fox", "1", "hare", "2"]],
  ["nothing", " \n ", []],
])("%s become items", (_, text, expected) => {
  expect(pastedItems(text)).toEqual(expected);
});
