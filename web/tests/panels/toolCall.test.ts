import { expect, test } from "vitest";

import type { JsonValue } from "@/api/types";
import { toolCallsIn } from "@/panels/drawers/runs/toolCall";

const told = {
  name: "make_a_poster",
  title: "Make a poster",
  arguments: { motif: "a fox" },
  answer: { picture: { attachmentId: "ast_1" } },
  error: null,
  runId: "run_2",
  workflowId: "wf_2",
  cost: 20,
};

test("the calls of a node are read from its output", () => {
  const [call] = toolCallsIn({ text: "Done.", toolCalls: [told] });
  expect(call).toEqual({
    title: "Make a poster",
    arguments: { motif: "a fox" },
    answer: { picture: { attachmentId: "ast_1" } },
    error: null,
    runId: "run_2",
    workflowId: "wf_2",
    cost: 20,
  });
});

test("those of all items stand together, and what failed says so", () => {
  const items: JsonValue[] = [
    { status: "succeeded", output: { toolCalls: [told] } },
    { status: "failed", error: {} },
    { status: "succeeded", output: { toolCalls: [{ ...told, answer: null, error: "No." }] } },
  ];
  expect(toolCallsIn({ items }).map(({ error }) => error)).toEqual([null, "No."]);
});

test("other outputs tell of none", () => {
  expect(toolCallsIn(null)).toEqual([]);
  expect(toolCallsIn({ toolCalls: "none", items: [null, 3] })).toEqual([]);
});
