// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createStore, type StoreApi } from "zustand/vanilla";

import type { RunStatus } from "@/api/types";
import { Alerts, LONG_RUN_MS } from "@/store/alerts";
import type { RunsState } from "@/store/runs";

/** The browser's own notices, which no test environment has. */
class Notices extends EventTarget {
  static said: { title: string; body: string }[] = [];
  static permission: NotificationPermission = "default";
  static answer: NotificationPermission = "granted";
  static requestPermission() {
    Notices.permission = Notices.answer;
    return Promise.resolve(Notices.answer);
  }
  constructor(title: string, { body }: { body: string }) {
    super();
    Notices.said.push({ title, body });
  }
}

let runs: StoreApi<RunsState>;
let alerts: Alerts;
let hidden = true;

beforeEach(() => {
  vi.useFakeTimers();
  window.localStorage.clear();
  Object.assign(Notices, { said: [], permission: "default", answer: "granted" });
  vi.stubGlobal("Notification", Notices);
  vi.stubGlobal("isSecureContext", true);
  hidden = true;
  vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
  runs = createStore<RunsState>(() => ({ runs: {}, nodes: {}, starting: false }));
  alerts = new Alerts(window);
  alerts.watch(runs, () => "Autumn");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function becomes(status: RunStatus): void {
  const run = { id: "run_1", status, pausing: false, seq: 1, progress: { done: 0, total: 1 } };
  runs.setState({ runs: { run_1: run } });
}

function ranFor(milliseconds: number, end: RunStatus): void {
  becomes("running");
  vi.advanceTimersByTime(milliseconds);
  becomes(end);
}

it.each([
  ["succeeded", "The run has ended."],
  ["failed", "The run has failed."],
] as const)("tells once that a long run has %s", async (end, body) => {
  await alerts.set(true);
  ranFor(LONG_RUN_MS, end);
  becomes(end);
  expect(Notices.said).toEqual([{ title: "Autumn", body }]);
});

it("is silent unasked, of short runs, of stopped ones, and to who is looking", async () => {
  ranFor(LONG_RUN_MS, "succeeded");
  await alerts.set(true);
  ranFor(LONG_RUN_MS - 1, "succeeded");
  ranFor(LONG_RUN_MS, "cancelled");
  hidden = false;
  ranFor(LONG_RUN_MS, "succeeded");
  expect(Notices.said).toEqual([]);
});

it("stays off where the browser refuses, and is kept where it does not", async () => {
  Notices.answer = "denied";
  expect(await alerts.set(true)).toBe(false);
  expect(alerts.store.getState().on).toBe(false);
  Notices.answer = "granted";
  expect(await alerts.set(true)).toBe(true);
  expect(new Alerts(window).store.getState().on).toBe(true);
  Notices.permission = "denied";
  expect(new Alerts(window).store.getState().on).toBe(false);
});
