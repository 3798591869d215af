import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Notices, type Notice } from "@/store/notices";
import { Removals } from "@/store/removals";

let said: Notice[];
let removals: Removals;

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  const notices = new Notices();
  notices.listen((notice) => said.push(notice));
  removals = new Removals(notices);
});
afterEach(() => vi.useRealTimers());

const hidden = () => [...removals.store.getState().hidden];

test("a thing is out of sight at once and gone for good later", async () => {
  const perform = vi.fn(() => Promise.resolve());
  removals.remove("a", "a deleted", perform);
  expect(hidden()).toEqual(["a"]);
  expect(perform).not.toHaveBeenCalled();
  await vi.runAllTimersAsync();
  expect(perform).toHaveBeenCalledOnce();
  expect(removals.store.getState().gone).toBe(1);
});

test("undo brings it back and nothing is deleted", async () => {
  const perform = vi.fn(() => Promise.resolve());
  removals.remove("a", "a deleted", perform);
  said[0]?.action?.run();
  expect(hidden()).toEqual([]);
  await vi.runAllTimersAsync();
  expect(perform).not.toHaveBeenCalled();
});

test("what the server will not delete comes back, and the reason is said", async () => {
  removals.remove("a", "a deleted", () => Promise.reject(new Error("It is in use.")));
  await vi.runAllTimersAsync();
  expect(hidden()).toEqual([]);
  expect(said.at(-1)).toMatchObject({ text: "It is in use.", bad: true });
  expect(removals.store.getState().gone).toBe(0);
});

test("several go with one notice, and of them only what the server will not delete comes back", async () => {
  const perform = vi.fn((key: string) =>
    key === "b" ? Promise.reject(new Error("It is in use.")) : Promise.resolve(),
  );
  removals.removeAll(["a", "b", "c"], "3 deleted", perform);
  expect(said).toHaveLength(1);
  expect(hidden()).toEqual(["a", "b", "c"]);
  await vi.runAllTimersAsync();
  expect(perform).toHaveBeenCalledTimes(3);
  expect(hidden()).toEqual(["a", "c"]);
  expect(said.at(-1)).toMatchObject({ text: "It is in use.", bad: true });
});
