import "fake-indexeddb/auto";

import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createClient } from "@/api/client";
import type { WorkflowDocument } from "@/api/types";
import { toDocument } from "@/graph/document";
import { Editor } from "@/store/editor";
import { Journal } from "@/store/journal";
import { Notices } from "@/store/notices";
import { Saving } from "@/store/saving";

import { catalogue, docOf, node } from "../fixtures";
import { FakeServer } from "./fakeServer";

const start = toDocument(
  docOf([node("a", "words", { text: "one" }), node("m", "maker", { prompt: "p" })]),
);

interface Tab {
  editor: Editor;
  saving: Saving;
}

let server: FakeServer;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("indexedDB", new IDBFactory());
  server = new FakeServer(start);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function openTab(name: string): Promise<Tab> {
  const client = createClient("", server.fetch);
  const editor = new Editor(() => catalogue, new Notices());
  const saving = new Saving(client, editor, new Journal(name));
  await saving.open(await client.workflow(server.id));
  return { editor, saving };
}

function status(tab: Tab): string {
  return tab.saving.store.getState().status;
}

function dataOf(document: WorkflowDocument, id: string): unknown {
  return document.nodes.find((each) => each.id === id)?.data;
}

/** Lets the pause after an edit pass, and what follows it settle. */
async function pause(milliseconds = 1000): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  await vi.waitFor(() => undefined);
}

function otherWrites(id: string, data: Record<string, string>): void {
  server.saveAsOther((document) => ({
    ...document,
    nodes: document.nodes.map((each) =>
      each.id === id ? { ...each, data: { ...each.data, ...data } } : each,
    ),
  }));
}

describe("autosave", () => {
  it("sends a burst of edits once, after a pause", async () => {
    const tab = await openTab("one");
    for (const text of ["t", "tw", "two"]) tab.editor.setData("a", { text });
    expect(status(tab)).toBe("saving");
    expect(server.puts).toBe(0);
    await pause();
    await vi.waitFor(() => expect(status(tab)).toBe("saved"));
    expect(server.puts).toBe(1);
    expect(dataOf(server.workflow, "a")).toEqual({ text: "two" });
  });

  it("flushes at once where a run needs it", async () => {
    const tab = await openTab("one");
    tab.editor.setData("a", { text: "two" });
    await tab.saving.flush();
    expect(dataOf(server.workflow, "a")).toEqual({ text: "two" });
  });

  it("keeps trying while the server is gone, and says so", async () => {
    const tab = await openTab("one");
    server.down = true;
    tab.editor.setData("a", { text: "two" });
    await pause();
    await vi.waitFor(() => expect(status(tab)).toBe("offline"));
    await expect(tab.saving.flush()).rejects.toMatchObject({ code: "offline" });
    server.down = false;
    await pause(60_000);
    await vi.waitFor(() => expect(status(tab)).toBe("saved"));
    expect(dataOf(server.workflow, "a")).toEqual({ text: "two" });
  });
});

describe("somebody else's save", () => {
  it("shows at once where nothing was edited here", async () => {
    const tab = await openTab("one");
    otherWrites("a", { text: "theirs" });
    await tab.saving.heard(server.workflow.version);
    expect(tab.editor.doc.nodes.byId.a?.data.text).toBe("theirs");
    expect(server.puts).toBe(0);
  });

  it("is put together with edits of other fields", async () => {
    const tab = await openTab("one");
    tab.editor.setData("m", { prompt: "mine" });
    otherWrites("a", { text: "theirs" });
    await pause();
    await vi.waitFor(() => expect(status(tab)).toBe("saved"));
    expect(dataOf(server.workflow, "a")).toEqual({ text: "theirs" });
    expect(dataOf(server.workflow, "m")).toEqual({ prompt: "mine" });
  });

  it.each([
    ["mine", "my second thought"],
    ["theirs", "theirs"],
  ] as const)("asks where the same field was edited, and keeps %s", async (choice, kept) => {
    const tab = await openTab("one");
    tab.editor.setData("m", { prompt: "mine" });
    otherWrites("m", { prompt: "theirs" });
    await pause();
    await vi.waitFor(() => expect(status(tab)).toBe("conflict"));
    tab.editor.setData("m", { prompt: "my second thought" });
    tab.editor.setData("a", { text: "edited meanwhile" });
    await pause();
    expect(dataOf(server.workflow, "m")).toEqual({ prompt: "theirs" });
    await tab.saving.resolve(choice);
    await pause();
    await vi.waitFor(() => expect(status(tab)).toBe("saved"));
    expect(dataOf(server.workflow, "m")).toEqual({ prompt: kept });
    expect(dataOf(server.workflow, "a")).toEqual({ text: "edited meanwhile" });
  });
});

describe("what comes while something else is on its way", () => {
  it("is taken in after it, without another edit", async () => {
    const tab = await openTab("one");
    otherWrites("a", { text: "theirs" });
    const release = server.hold("GET /api/workflows/");
    const first = tab.saving.heard(2);
    otherWrites("a", { text: "theirs once more" });
    await tab.saving.heard(3);
    release();
    await first;
    expect(tab.editor.doc.nodes.byId.a?.data.text).toBe("theirs once more");
    expect(tab.saving.store.getState().version).toBe(3);
  });

  it("is waited for by a flush, so that nothing arrives when another workflow is open", async () => {
    const tab = await openTab("one");
    otherWrites("a", { text: "theirs" });
    const release = server.hold("GET /api/workflows/");
    void tab.saving.heard(2);
    const flushed = vi.fn();
    const flush = tab.saving.flush().then(flushed);
    await pause(0);
    expect(flushed).not.toHaveBeenCalled();
    release();
    await flush;
    expect(tab.editor.doc.nodes.byId.a?.data.text).toBe("theirs");
  });
});

it("counts the versions of each workflow by itself", async () => {
  const tab = await openTab("one");
  for (let version = 2; version <= 5; version += 1) otherWrites("a", { text: `v${version}` });
  await tab.saving.heard(5);
  const other = new FakeServer(start, "wf_2");
  const client = createClient("", other.fetch);
  await tab.saving.open(await client.workflow("wf_2"));
  await tab.saving.heard(1);
  expect(server.requests.filter((line) => line.startsWith("GET"))).toHaveLength(2);
});

describe("a tab that went away", () => {
  it("leaves its unsaved edits to the next one", async () => {
    const lost = await openTab("one");
    server.down = true;
    lost.editor.setData("m", { prompt: "not yet saved" });
    await pause();
    await vi.waitFor(() => expect(status(lost)).toBe("offline"));
    server.down = false;
    otherWrites("a", { text: "theirs" });
    const next = await openTab("two");
    expect(next.editor.doc.nodes.byId.m?.data.prompt).toBe("not yet saved");
    expect(next.editor.doc.nodes.byId.a?.data.text).toBe("theirs");
    await pause();
    await vi.waitFor(() =>
      expect(dataOf(server.workflow, "m")).toEqual({ prompt: "not yet saved" }),
    );
  });
});
