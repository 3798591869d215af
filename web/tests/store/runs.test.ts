import { beforeEach, describe, expect, it } from "vitest";

import { createClient } from "@/api/client";
import type { Execution, RunEvent } from "@/api/types";
import { Editor } from "@/store/editor";
import { Journal } from "@/store/journal";
import { Notices } from "@/store/notices";
import { runBlock } from "@/store/runBlock";
import { Runs, type NodeRun } from "@/store/runs";
import { Saving } from "@/store/saving";

import { catalogue, docOf, node } from "../fixtures";
import { run } from "./fakeServer";

let runs: Runs;
let finished: string[];

beforeEach(() => {
  finished = [];
  const client = createClient();
  const notices = new Notices();
  const saving = new Saving(client, new Editor(() => catalogue, notices), new Journal("one"));
  runs = new Runs(client, saving, notices, {
    image: () => undefined,
    review: (nodeId) => finished.push(`review ${nodeId}`),
    ended: (nodeId) => finished.push(nodeId),
    runFinished: ({ status }) => finished.push(status),
  });
});

function execution(more: Partial<Execution>): Execution {
  return {
    status: "pending",
    output: null,
    outputLeftOut: false,
    progress: null,
    error: null,
    startedAt: null,
    endedAt: null,
    cost: 0,
    warnings: [],
    cached: false,
    review: null,
    ...more,
  };
}

function event(seq: number, more: object): RunEvent {
  return { runId: "run_1", seq, at: "2026-01-01T00:00:00Z", ...more } as RunEvent;
}

function nodes(): Readonly<Record<string, NodeRun>> {
  return runs.store.getState().nodes;
}

function of(nodeId: string): NodeRun | undefined {
  return runs.store.getState().nodes[nodeId];
}

describe("events", () => {
  it("count items, and leave nothing at work in a run that is paused", () => {
    runs.snapshot(
      run("wf_1", { nodes: { each: execution({ status: "running" }), asked: execution({}) } }),
      1,
    );
    const counted = { done: 3, failed: 1, total: 9 };
    runs.event(event(2, { type: "node.progress", nodeId: "each", ...counted }));
    runs.event(event(3, { type: "node.review", nodeId: "asked", prompt: "a fox" }));
    runs.event(event(4, { type: "run.pausing" }));
    expect(runs.store.getState().runs.run_1).toMatchObject({ status: "running", pausing: true });
    runs.event(event(5, { type: "run.paused" }));
    expect(runs.store.getState().runs.run_1).toMatchObject({ status: "paused", pausing: false });
    expect(of("each")).toMatchObject({ status: "pending", items: counted });
    expect(of("asked")?.review).toBe("a fox");
  });

  it("count what has ended, each once", () => {
    runs.snapshot(run("wf_1", { progress: { done: 0, total: 2 } }), 0);
    const end = event(1, { type: "node.failed", nodeId: "a", error: { code: "x", detail: "" } });
    runs.event(end);
    runs.event(end);
    expect(runs.store.getState().runs["run_1"]?.progress).toEqual({ done: 1, total: 2 });
    runs.event(event(2, { type: "node.skipped", nodeId: "b" }));
    expect(runs.store.getState().runs["run_1"]?.progress).toEqual({ done: 2, total: 2 });
  });

  it("move a node through its states", () => {
    runs.event(event(1, { type: "run.started" }));
    runs.event(event(2, { type: "node.started", nodeId: "m" }));
    runs.event(event(3, { type: "node.progress", nodeId: "m", fraction: 0.5, text: "2 of 4" }));
    expect(of("m")).toMatchObject({ status: "running", fraction: 0.5, text: "2 of 4" });
    runs.event(
      event(4, { type: "node.finished", nodeId: "m", cached: false, cost: 3, warnings: [] }),
    );
    expect(of("m")).toMatchObject({ status: "succeeded", cost: 3, text: null });
    runs.event(event(5, { type: "run.finished", status: "succeeded" }));
    expect(finished).toEqual(["m", "succeeded"]);
    expect(runs.active()).toEqual([]);
  });

  it("with an unfinished image leave the words about the work as they are", () => {
    const told = { fraction: 0.4, text: "Painting", queuePosition: 2 };
    runs.event(event(1, { type: "node.progress", nodeId: "m", ...told }));
    runs.event(event(2, { type: "node.progress", nodeId: "m", preview: "data:image/webp,1" }));
    expect(of("m")).toMatchObject({ ...told, preview: "data:image/webp,1" });
    runs.event(event(3, { type: "node.started", nodeId: "m" }));
    expect(of("m")).toMatchObject({ preview: null, queuePosition: null, text: null });
  });

  it("ask for a prompt to be confirmed until the node goes on", () => {
    runs.event(event(1, { type: "node.started", nodeId: "m" }));
    runs.event(event(2, { type: "node.review", nodeId: "m", prompt: "a fox, golden hour" }));
    runs.event(event(3, { type: "run.paused" }));
    expect(of("m")?.review).toBe("a fox, golden hour");
    expect(finished).toEqual(["review m"]);
    expect(runs.active().map((each) => each.status)).toEqual(["paused"]);
    expect(
      runBlock(docOf([node("m", "maker", { prompt: "p" })]), catalogue, nodes(), "m"),
    ).toContain("confirmed");
    runs.event(event(4, { type: "node.started", nodeId: "m" }));
    expect(of("m")?.review).toBeNull();
  });

  it("forget what waited when the run is stopped", () => {
    runs.event(event(1, { type: "node.review", nodeId: "m", prompt: "a fox" }));
    runs.event(event(2, { type: "run.finished", status: "cancelled" }));
    expect(of("m")).toMatchObject({ review: null, status: "cancelled" });
  });

  it("that were seen already change nothing", () => {
    runs.snapshot(run("wf_1", { nodes: { m: execution({ status: "succeeded" }) } }), 8);
    runs.event(event(7, { type: "node.started", nodeId: "m" }));
    expect(of("m")?.status).toBe("succeeded");
  });

  it("end what was still busy when the run was stopped", () => {
    runs.event(event(1, { type: "node.started", nodeId: "m" }));
    runs.event(event(2, { type: "run.finished", status: "cancelled" }));
    expect(of("m")?.status).toBe("cancelled");
  });
});

describe("a snapshot", () => {
  it("after a lost connection tells what ended meanwhile", () => {
    runs.snapshot(run("wf_1"), 1);
    runs.snapshot(
      run("wf_1", { status: "succeeded", nodes: { m: execution({ status: "succeeded" }) } }),
      9,
    );
    expect(finished).toEqual(["m", "succeeded"]);
  });

  it("tells of a prompt that waits", () => {
    const waiting = execution({ review: { prompt: "a fox" } });
    runs.snapshot(run("wf_1", { status: "paused", nodes: { m: waiting } }), 3);
    expect(of("m")?.review).toBe("a fox");
  });

  it("of an older run leaves a node alone that is busy in a newer one", () => {
    runs.event({ ...event(1, { type: "node.started", nodeId: "m" }), runId: "run_2" });
    runs.snapshot(run("wf_1", { nodes: { m: execution({ status: "failed" }) } }), 0);
    expect(of("m")?.status).toBe("running");
  });
});

describe("runBlock", () => {
  const busy = { text: { status: "running" } as NodeRun };
  const wired = docOf([node("text", "words"), node("m", "maker")], "text.text-out>m.prompt-in");
  const references = ["r1", "r2", "r3", "r4", "r5"].map((id) => node(id, "holder"));
  const many = docOf(
    [...references, node("m", "maker", { prompt: "p" })],
    ...references.map(({ id }) => `${id}.image-out>m.image-in`),
  );

  it.each([
    ["without a prompt", docOf([node("m", "maker", { prompt: "  " })]), {}, "Write a prompt"],
    [
      "while it is generating",
      wired,
      { m: { status: "queued" } as NodeRun },
      "This node is generating.",
    ],
    ["while a node before it works", wired, busy, "Upstream task in progress."],
    [
      "with a model that is away",
      docOf([node("m", "maker", { model: "away", prompt: "p" })]),
      {},
      "No key.",
    ],
    [
      "with a model nobody knows",
      docOf([node("m", "maker", { model: "x", prompt: "p" })]),
      {},
      "not in the catalogue",
    ],
    ["with too many references", many, {}, "Switch the model or remove a reference."],
  ])("says why a node cannot run %s", (_name, doc, nodes, words) => {
    expect(runBlock(doc, catalogue, nodes, "m")).toContain(words);
  });

  const made = (type: string, data: object) => docOf([node("m", type, { ...data })]);

  it("lets a node run whose model takes no prompt, once it has its image", () => {
    const alone = made("maker", { model: "upscaler" });
    expect(runBlock(alone, catalogue, {}, "m")).toContain("works on an image");
    const fed = docOf(
      [node("h", "holder"), node("m", "maker", { model: "upscaler" })],
      "h.image-out>m.image-in",
    );
    expect(runBlock(fed, catalogue, {}, "m")).toBeNull();
  });

  it("asks for no words where the prompt is written from what is wired in", () => {
    const picture = docOf(
      [node("h", "holder"), node("m", "maker", { promptMode: "auto" })],
      "h.image-out>m.image-in",
    );
    expect(runBlock(picture, catalogue, {}, "m")).toBeNull();
    expect(runBlock(made("maker", { promptMode: "auto" }), catalogue, {}, "m")).toContain("prompt");
    expect(runBlock(made("maker", { promptMode: "prompt_ai" }), catalogue, {}, "m")).toContain(
      "prompt",
    );
  });

  it("says why the prompt model cannot be asked, where one is", () => {
    const data = { prompt: "p", promptModel: "mute" };
    expect(runBlock(made("maker", data), catalogue, {}, "m")).toBeNull();
    const written = made("maker", { ...data, promptMode: "prompt_ai" });
    expect(runBlock(written, catalogue, {}, "m")).toContain("Set KEY.");
  });

  it("lets a node run that has its text from a wire", () => {
    expect(runBlock(wired, catalogue, {}, "m")).toBeNull();
  });
});

describe("a text that is being written", () => {
  it("says which tool is being called, until that has answered", () => {
    runs.snapshot(run("wf_1", { nodes: { a: execution({ status: "running" }) } }), 0);
    runs.event(event(1, { type: "node.tool", nodeId: "a", text: "Calling Make a poster" }));
    expect(of("a")?.text).toBe("Calling Make a poster");
    runs.event(event(2, { type: "node.tool", nodeId: "a", text: null }));
    expect(of("a")?.text).toBeNull();
  });

  it("grows piece by piece, and begins anew where it is written again", () => {
    runs.snapshot(run("wf_1", { nodes: { a: execution({ status: "running" }) } }), 0);
    runs.event(event(1, { type: "node.text", nodeId: "a", start: 0, text: "A red" }));
    runs.event(event(2, { type: "node.text", nodeId: "a", start: 5, text: " fox" }));
    expect(of("a")?.written).toBe("A red fox");
    runs.event(event(3, { type: "node.text", nodeId: "a", start: 0, text: "An owl" }));
    expect(of("a")?.written).toBe("An owl");
    runs.event(event(4, { type: "node.started", nodeId: "a" }));
    expect(of("a")?.written).toBeNull();
  });
});
