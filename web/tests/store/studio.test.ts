// @vitest-environment jsdom
import "fake-indexeddb/auto";

import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createClient } from "@/api/client";
import type { LiveMessage, RunEvent } from "@/api/types";
import { toDocument } from "@/graph/document";
import { Alerts } from "@/store/alerts";
import { Journal } from "@/store/journal";
import { Language } from "@/store/language";
import { Studio } from "@/store/studio";
import { Theme } from "@/store/theme";

import { docOf, node } from "../fixtures";
import { addressOf, FakeServer } from "./fakeServer";

/** The page's connection, through which the test speaks as the server. */
class Connection extends EventTarget {
  static newest: Connection | null = null;
  static readonly OPEN = 1;
  readonly readyState = 1;
  readonly sent: string[] = [];
  constructor() {
    super();
    Connection.newest = this;
  }
  send(text: string): void {
    this.sent.push(text);
  }
  tell(message: LiveMessage): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
  }
}

let first: FakeServer;
let second: FakeServer;
let studio: Studio;

beforeEach(async () => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("WebSocket", Connection);
  vi.stubGlobal("matchMedia", () => Object.assign(new EventTarget(), { matches: false }));
  const words = (text: string) => toDocument(docOf([node("a", "words", { text })]));
  first = new FakeServer(words("one"));
  second = new FakeServer(words("two"), "wf_2");
  const client = createClient("", (target, init) =>
    (addressOf(target).includes("wf_2") ? second : first).fetch(target, init),
  );
  const { theme, language, alerts } = page();
  studio = new Studio(client, theme, language, alerts, new Journal("one"), "ws://here");
  await studio.start("wf_1");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function page() {
  return {
    theme: new Theme(window),
    language: new Language(window),
    alerts: new Alerts(window),
  };
}

function shown(): unknown {
  return studio.editor.doc.nodes.byId.a?.data.text;
}

function textOn({ workflow }: FakeServer): unknown {
  return workflow.nodes.find(({ id }) => id === "a")?.data?.text;
}

/** Lets what was answered be taken in. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

describe("opening another workflow", () => {
  it("saves what is written while it is on its way", async () => {
    const release = second.hold("GET /api/workflows/wf_2");
    const opening = studio.openWorkflow("wf_2");
    studio.editor.setData("a", { text: "written meanwhile" });
    release();
    await opening;
    expect(shown()).toBe("two");
    expect(textOn(first)).toBe("written meanwhile");
  });

  it("counts the last one that was asked for, in whatever order they come", async () => {
    const release = second.hold("GET /api/workflows/wf_2");
    const slow = studio.openWorkflow("wf_2");
    await studio.openWorkflow("wf_1");
    release();
    await slow;
    expect(shown()).toBe("one");
    studio.editor.setData("a", { text: "still here" });
    await studio.saving.flush();
    expect([textOn(first), textOn(second)]).toEqual(["still here", "two"]);
  });

  it("leaves the open one as it is where the other cannot be had", async () => {
    const { sent } = Connection.newest ?? new Connection();
    second.down = true;
    await expect(studio.openWorkflow("wf_2")).rejects.toMatchObject({ code: "unreachable" });
    expect(shown()).toBe("one");
    expect(sent.filter((text) => text.includes("unsubscribe"))).toEqual([]);
  });

  it("leaves behind what comes late for the one before", async () => {
    first.saveAsOther((document) => ({
      ...document,
      nodes: [{ ...node("a", "words"), data: {} }],
    }));
    const releasePull = first.hold("GET /api/workflows/wf_1");
    Connection.newest?.tell({
      ...{ type: "workflow", workflowId: "wf_1", version: 2, updatedAt: "" },
    });
    const opening = studio.openWorkflow("wf_2");
    releasePull();
    await opening;
    expect(shown()).toBe("two");

    const started = { type: "node.started", nodeId: "a" };
    const event = { runId: "run_of_one", seq: 9, at: "2026-01-01T00:00:00Z", ...started };
    Connection.newest?.tell({ type: "event", event: event as RunEvent });
    expect(studio.runs.store.getState().nodes).toEqual({});
  });

  it("does not take in the runs of the one before", async () => {
    const release = first.hold("POST /api/workflows/wf_1/runs");
    const starting = studio.runs.start(["a"]);
    await settled();
    await studio.openWorkflow("wf_2");
    release();
    await starting;
    expect(studio.runs.store.getState().runs).toEqual({});
  });
});

describe("running nodes", () => {
  const starts = () => first.requests.filter((line) => line.startsWith("POST")).length;

  it("begins each that is asked for while another begins, and a double click once", async () => {
    first.saveAsOther((document) => ({
      ...document,
      nodes: [...document.nodes, node("b", "words", { text: "two" })],
    }));
    await studio.saving.heard(2);
    const release = first.hold("POST /api/workflows/wf_1/runs");
    for (const id of ["a", "a", "b"]) studio.runNode(id);
    await settled();
    expect(starts()).toBe(1);
    release();
    await settled();
    expect(starts()).toBe(2);
  });
});

describe("an upload", () => {
  const file = (name: string) => new File(["x"], name, { type: "image/png" });

  beforeEach(async () => {
    for (const server of [first, second])
      server.saveAsOther((document) => ({ ...document, nodes: [node("p", "holder")] }));
    await studio.saving.heard(2);
  });

  function held(): unknown {
    return studio.editor.doc.nodes.byId.p?.data.assetId;
  }

  it("goes to the node it was for, not to its namesake in another workflow", async () => {
    const release = first.hold("POST /api/assets");
    const sending = studio.pictures.upload("p", file("one.png"));
    await studio.openWorkflow("wf_2");
    release();
    await sending;
    expect(held()).toBeUndefined();
  });

  it("that was chosen later counts, also where it is here first", async () => {
    const release = first.hold("POST /api/assets");
    const slow = studio.pictures.upload("p", file("large.png"));
    await studio.pictures.upload("p", file("small.png"));
    release();
    await slow;
    expect(held()).toBe("small.png");
    expect(studio.pictures.uploading.getState().size).toBe(0);
  });

  it("adds no more nodes where another workflow was opened", async () => {
    const release = first.hold("POST /api/assets");
    const files = [file("one.png"), file("two.png")];
    const adding = studio.pictures.addFiles(files, { x: 0, y: 0 });
    await studio.openWorkflow("wf_2");
    release();
    await adding;
    expect(studio.editor.doc.nodes.order).toEqual(["p"]);
  });
});

it("lists the credentials that were asked for last", async () => {
  const release = first.hold("GET /api/credentials");
  const slow = studio.credentials.load();
  first.credentials.push("added meanwhile");
  await studio.credentials.load();
  release();
  await slow;
  expect(studio.credentials.store.getState().items).toHaveLength(1);
});

it("offers the models as they were asked for last", async () => {
  const release = first.hold("GET /api/models");
  const slow = studio.catalogue.refresh();
  first.disabled.add("plain");
  await studio.catalogue.refresh();
  release();
  await slow;
  expect(studio.catalogue.current().models.plain?.enabled).toBe(false);
});
