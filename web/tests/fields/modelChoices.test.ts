import { expect, test } from "vitest";

import type { Model } from "@/api/types";
import { modelChoices } from "@/fields/modelChoices";

import { catalogue } from "../fixtures";

const rich = catalogue.models["rich"] as Model;

function choicesOf(more: Partial<Model>, references = 0, chosen: string | null = null) {
  return modelChoices([{ ...rich, ...more }], chosen, references);
}

test("models of a provider stand together, in the order providers first come", () => {
  const models = ["a", "b", "a"].map((provider, index) => ({ ...rich, id: `m${index}`, provider }));
  expect(modelChoices(models, null, 0).map((choice) => choice.value)).toEqual(["m0", "m2", "m1"]);
});

test("a model that is not enabled is offered only where it is chosen already", () => {
  expect(choicesOf({ enabled: false })).toEqual([]);
  expect(choicesOf({ enabled: false }, 0, "rich")).toHaveLength(1);
});

test("a model that is not available says why", () => {
  const [choice] = choicesOf({ available: false, unavailableReason: "No key." });
  expect(choice?.reason).toBe("No key.");
});

test("a model that takes fewer references than are wired says how many it takes", () => {
  expect(choicesOf({ maxReferences: 2 }, 2)[0]?.reason).toBeNull();
  expect(choicesOf({ maxReferences: 2 }, 3)[0]?.reason).toContain("it takes 2");
});

test.each([
  [null, "price unknown"],
  [{ creditsMin: 0, creditsMax: 0, unit: "image", usd: "0" }, "free"],
  [{ creditsMin: 35, creditsMax: 35, unit: "image", usd: "0.035" }, "35 cr / image"],
  [{ creditsMin: 28, creditsMax: 35, unit: "image", usd: "0.035" }, "28–35 cr / image"],
])("the price %j reads %j", (price, expected) => {
  expect(choicesOf({ price })[0]?.aside).toBe(expected);
});
