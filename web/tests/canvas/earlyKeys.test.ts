// @vitest-environment jsdom
import { expect, it } from "vitest";

import { EarlyKeys } from "@/canvas/earlyKeys";

function press(key: string, target: EventTarget = document.body, ctrlKey = true) {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, bubbles: true }));
}

it("presses the keys again for those who come later, once and in order", async () => {
  const early = new EarlyKeys();
  const end = early.listen();
  const field = document.body.appendChild(document.createElement("input"));
  press("k");
  press("typed", field, false);
  press("Enter", field);
  press("z");

  const heard: string[] = [];
  window.addEventListener("keydown", ({ key, ctrlKey, target }) =>
    heard.push(`${key} ${ctrlKey} ${target === field}`),
  );
  early.handOver();
  early.handOver();
  await Promise.resolve();
  expect(heard).toEqual(["k true false", "Enter true true", "z true false"]);

  press("later");
  early.handOver();
  await Promise.resolve();
  expect(heard).toHaveLength(4);
  end();
});
