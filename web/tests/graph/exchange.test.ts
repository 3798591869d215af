import { expect, test } from "vitest";

import { fromDocument, toDocument } from "@/graph/document";
import { MOST_BYTES, readWorkflow } from "@/graph/exchange";

const workflow = { schema: 1, name: "A", nodes: [], edges: [] };

test("a workflow is read with every key it came with, and goes out with them", () => {
  const given = {
    ...workflow,
    mine: { a: [1] },
    nodes: [{ id: "a", type: "t", position: { x: 0, y: 0 }, data: {}, colour: "red" }],
  };
  const read = readWorkflow(JSON.stringify(given));
  if ("refused" in read) throw new Error(read.refused);
  expect(read.document).toEqual(given);
  expect(toDocument(fromDocument(read.document))).toEqual(given);
});

test.each(["", "{", '{"schema": 1, "nodes": [', "nodes", "{'a': 1}"])("%j is no JSON", (text) => {
  expect(readWorkflow(text)).toEqual({ refused: "notJson" });
});

test.each([
  "null",
  "1",
  "[]",
  '"a"',
  '{"nodes": []}',
  '{"nodes": {}, "edges": []}',
  '{"limner": 2}',
])("%j is no workflow", (text) => {
  expect(readWorkflow(text)).toEqual({ refused: "notWorkflow" });
});

test("a document of a later schema is told from one of this", () => {
  const later = JSON.stringify({ ...workflow, schema: 2 });
  expect(readWorkflow(later)).toEqual({ refused: "newer", schema: 2, known: 1 });
});

test("what is too large is not even parsed", () => {
  const bytes = MOST_BYTES + 1;
  expect(readWorkflow("[".repeat(bytes))).toEqual({ refused: "tooLarge", bytes });
});
