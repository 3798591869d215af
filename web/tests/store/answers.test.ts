import { expect, it, vi } from "vitest";

import { Answers } from "@/store/answers";

it("asks a question once, also when two want to know at the same time", async () => {
  const answers = new Answers<number>();
  const ask = vi.fn(() => Promise.resolve(7));
  const both = await Promise.all([answers.of({ key: "a", ask }), answers.of({ key: "a", ask })]);
  expect([...both, await answers.of({ key: "a", ask })]).toEqual([7, 7, 7]);
  expect(ask).toHaveBeenCalledTimes(1);
  expect([answers.known("a"), answers.known("b")]).toEqual([7, undefined]);
});

it("asks again after a failure", async () => {
  const answers = new Answers<string | null>();
  const ask = vi.fn(() => Promise.resolve<string | null>(null));
  ask.mockImplementationOnce(() => Promise.reject(new Error("away")));
  await expect(answers.of({ key: "a", ask })).rejects.toThrow("away");
  await expect(answers.of({ key: "a", ask })).resolves.toBeNull();
  expect(answers.known("a")).toBeNull();
});

it("forgets the oldest of very many answers", async () => {
  const answers = new Answers<number>();
  for (let n = 0; n < 1000; n += 1)
    await answers.of({ key: String(n), ask: () => Promise.resolve(n) });
  expect(answers.known("0")).toBeUndefined();
  expect(answers.known("999")).toBe(999);
});
