// @vitest-environment jsdom
import { expect, it } from "vitest";

import { EarlyKeys } from "@/canvas/earlyKeys";

function press(key: string, target: EventTarget = document.body) {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey: true, bubbles: true }));
}

it("presses the keys again for those who come later, once and in order", async () => {
  const early = new EarlyKeys();
  const end = early.listen();
  const field = document.body.appendChild(document.createElement("input"));
  press("k");
  press("typed", field);
  press("z");

  const heard: string[] = [];
  window.addEventListener("keydown", (event) => heard.push(`${event.key} ${event.ctrlKey}`));
  early.handOver();
  early.handOver();
  await Promise.resolve();
  expect(heard).toEqual(["k true", "z true"]);

  press("later");
  early.handOver();
  await Promise.resolve();
  expect(heard).toHaveLength(3);
  end();
});
