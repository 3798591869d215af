import { beforeEach, describe, expect, it } from "vitest";

import { createClient } from "@/api/client";
import type { Asset, HistoryItem } from "@/api/types";
import { History } from "@/store/history";
import { Notices } from "@/store/notices";

import { asset } from "../fixtures";
import { addressOf } from "./fakeServer";

/** A server that answers one request after the other, when the test says so. */
class SlowServer {
  private readonly waiting: { path: string; give: (answer: Response) => void }[] = [];

  readonly fetch = (target: RequestInfo | URL): Promise<Response> =>
    new Promise((give) => this.waiting.push({ path: addressOf(target), give }));

  /** Answers the request that came `nth` of those that wait and name this in their path. */
  async answer(part: string, body: unknown, nth = 0): Promise<void> {
    const request = this.waiting.filter(({ path }) => path.includes(part))[nth];
    if (!request) throw new Error(`Nobody asked for ${part}.`);
    this.waiting.splice(this.waiting.indexOf(request), 1);
    request.give(body === null ? new Response(null, { status: 204 }) : Response.json(body));
    await new Promise((resolve) => setTimeout(resolve));
  }
}

let server: SlowServer;
let history: History;
const former = new Map<string, string>();

beforeEach(() => {
  server = new SlowServer();
  history = new History(createClient("", server.fetch), new Notices(), () => former);
  former.clear();
  history.open("wf_1");
});

function made(id: string, at: number): Asset {
  return asset(id, { nodeId: "m", createdAt: `2026-01-01T00:00:0${at}Z` });
}

function page(...assets: Asset[]): { items: HistoryItem[]; nextCursor: null } {
  const items = assets.map((each): HistoryItem => ({
    ...{ asset: each, runId: each.runId, createdAt: each.createdAt, durationMs: null, cost: null },
    ...{ settings: null, prompt: null, model: null, seed: null },
  }));
  return { items, nextCursor: null };
}

function shown(): string[] {
  return history.store.getState().nodes.m?.items.map((item) => item.asset.id) ?? [];
}

describe("what a node has made", () => {
  it("is what was asked for last, in whatever order the answers come", async () => {
    void history.reload("m");
    void history.reload("m");
    await server.answer("nodes/m/history", page(made("new", 2), made("old", 1)), 1);
    await server.answer("nodes/m/history", page(made("old", 1)));
    expect(shown()).toEqual(["new", "old"]);
  });

  it("keeps a picture that was made while the list was on its way", async () => {
    void history.reload("m");
    history.add("m", made("new", 2), null);
    await server.answer("nodes/m/history", page(made("old", 1)));
    expect(shown()).toEqual(["new", "old"]);
  });

  it("does not bring back one that was taken away meanwhile", async () => {
    history.add("m", made("gone", 2), null);
    void history.reload("m");
    void history.remove("m", "gone");
    await server.answer("history/gone", null);
    expect(shown()).toEqual([]);
    await server.answer("nodes/m/history", page(made("gone", 2), made("old", 1)));
    expect(shown()).toEqual(["old"]);
  });

  it("stays with its own workflow", async () => {
    void history.remove("m", "one");
    history.open("wf_2");
    history.add("m", made("one", 1), null);
    await server.answer("wf_1/nodes/m/history/one", null);
    expect(shown()).toEqual(["one"]);
  });

  it("is also what it made under a name that it had, and is deleted under that", async () => {
    former.set("first", "m");
    const before = asset("before", { nodeId: "first", createdAt: "2026-01-01T00:00:00Z" });
    void history.reload("m");
    await server.answer("nodes/m/history", page(made("after", 1)));
    await server.answer("nodes/first/history", page(before));
    expect(shown()).toEqual(["after", "before"]);
    void history.remove("m", "before");
    await server.answer("nodes/first/history/before", null);
    expect(shown()).toEqual(["after"]);
  });
});
