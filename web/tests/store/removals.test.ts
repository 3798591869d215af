import { beforeEach, expect, test, vi } from "vitest";

import { Notices, type Notice } from "@/store/notices";
import { Removals } from "@/store/removals";

let said: Notice[];
let removals: Removals;

beforeEach(() => {
  said = [];
  const notices = new Notices();
  notices.listen((notice) => said.push(notice));
  removals = new Removals(notices);
});

/** The notice goes by itself, and what follows settles. */
async function noticeGone(): Promise<void> {
  said[0]?.gone?.();
  await new Promise((resolve) => setTimeout(resolve));
}

const hidden = () => [...removals.store.getState().hidden];

test("a thing is out of sight at once and gone for good later", async () => {
  const perform = vi.fn(() => Promise.resolve());
  removals.remove("a", "a deleted", perform);
  expect(hidden()).toEqual(["a"]);
  expect(perform).not.toHaveBeenCalled();
  await noticeGone();
  expect(perform).toHaveBeenCalledOnce();
  expect(removals.store.getState().gone).toBe(1);
});

test("undo brings it back and nothing is deleted", async () => {
  const perform = vi.fn(() => Promise.resolve());
  removals.remove("a", "a deleted", perform);
  said[0]?.action?.run();
  expect(hidden()).toEqual([]);
  await noticeGone();
  expect(perform).not.toHaveBeenCalled();
});

test("it is not deleted while its notice, with the Undo, still stands", async () => {
  vi.useFakeTimers();
  const perform = vi.fn(() => Promise.resolve());
  removals.remove("a", "a deleted", perform);
  await vi.advanceTimersByTimeAsync(3_600_000);
  vi.useRealTimers();
  expect(perform).not.toHaveBeenCalled();
});

test("an Undo in the moment it goes changes nothing any more", async () => {
  const perform = vi.fn(() => Promise.resolve());
  removals.remove("a", "a deleted", perform);
  await noticeGone();
  said[0]?.action?.run();
  expect(hidden()).toEqual(["a"]);
});

test("what the server will not delete comes back, and the reason is said", async () => {
  removals.remove("a", "a deleted", () => Promise.reject(new Error("It is in use.")));
  await noticeGone();
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
  await noticeGone();
  expect(perform).toHaveBeenCalledTimes(3);
  expect(hidden()).toEqual(["a", "c"]);
  expect(said.at(-1)).toMatchObject({ text: "It is in use.", bad: true });
});
