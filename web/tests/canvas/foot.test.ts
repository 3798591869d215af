import { describe, expect, it } from "vitest";

import type { ErrorBody } from "@/api/types";
import { footHeight, footOf } from "@/canvas/foot";
import type { NodeRun } from "@/store/runs";

function nodeRun(more: Partial<NodeRun>): NodeRun {
  return {
    ...{
      runId: "run_1",
      status: "succeeded",
      fraction: null,
      text: null,
      queuePosition: null,
      items: null,
    },
    ...{ preview: null, review: null, error: null, warnings: [], startedAt: null, endedAt: null },
    ...{ cost: null, cached: false, written: null, output: null },
    ...more,
  };
}

function failed(error: Partial<ErrorBody>): NodeRun {
  return nodeRun({ status: "failed", error: { code: "x", detail: "It broke.", ...error } });
}

const problem = { code: "bad_field", nodeId: "m", field: null, message: "Too many." };

describe("the foot of a card", () => {
  it("says what happened and what to do", () => {
    expect(footOf(failed({ hint: "Set a key." }), undefined)).toMatchObject({
      kind: "failed",
      what: "It broke.",
      then: "Set a key.",
      paidAgain: false,
    });
  });

  it.each([
    [35, "up to 35 cr"],
    [null, "not known"],
  ])("says what a lost answer may have cost: %s", (possibleCost, words) => {
    const foot = footOf(failed({ code: "unknown_outcome", possibleCost }), undefined);
    expect(foot).toMatchObject({ kind: "failed", paidAgain: true });
    expect(foot?.kind === "failed" && foot.then).toContain(words);
  });

  it("takes a time-out that may have been paid for what it is", () => {
    const late = footOf(failed({ code: "provider_timeout", possibleCost: 35 }), undefined);
    expect(late).toMatchObject({ kind: "failed", paidAgain: true });
    const free = footOf(failed({ code: "provider_timeout" }), undefined);
    expect(free).toMatchObject({ kind: "failed", paidAgain: false });
  });

  it("asks for a word on a prompt before it tells of anything else", () => {
    const run = nodeRun({ status: "pending", review: "a fox" });
    expect(footOf(run, problem)).toMatchObject({ kind: "review", prompt: "a fox" });
  });

  it("shows the work before an old problem, and a problem before old warnings", () => {
    const warnings = [{ code: "size", message: "Another size came." }];
    expect(footOf(nodeRun({ status: "running" }), problem)?.kind).toBe("working");
    expect(footOf(nodeRun({ warnings }), problem)?.kind).toBe("problem");
    expect(footOf(nodeRun({ warnings }), undefined)).toMatchObject({
      kind: "warnings",
      all: ["Another size came."],
      partly: false,
    });
  });

  it("offers to send what failed again where some images came", () => {
    const warnings = [{ code: "partial_failure", message: "1 of 4 images failed." }];
    expect(footOf(nodeRun({ warnings }), undefined)).toMatchObject({ partly: true });
  });

  it("says first that images are missing, then who made them, and last what was left out", () => {
    const codes = ["dropped_parameter", "size_differs", "fallback_used", "partial_failure"];
    const warnings = codes.map((code) => ({ code, message: code }));
    expect(footOf(nodeRun({ warnings }), undefined)).toMatchObject({
      all: codes.toReversed(),
    });
  });

  it("is silent about a run that went well", () => {
    expect(footOf(nodeRun({}), undefined)).toBeNull();
    expect(footHeight(null)).toBe(0);
  });

  it("is as high as its words need, within bounds", () => {
    const heights = [1, 20, 400].map((times) =>
      footHeight(footOf(failed({ detail: "so many words ".repeat(times) }), undefined)),
    );
    expect(heights[0]).toBeLessThan(heights[1] ?? 0);
    expect(heights[2]).toBeLessThan(160);
  });
});
