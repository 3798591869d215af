import { describe, expect, it, test } from "vitest";

import type { Model, Role, TextModel } from "@/api/types";
import { modelChoices, textModelChoices } from "@/fields/modelChoices";

import { catalogue } from "../fixtures";

const rich = catalogue.models["rich"] as Model;

function choicesOf(
  more: Partial<Model>,
  references: readonly Role[] = [],
  chosen: string | null = null,
) {
  return modelChoices([{ ...rich, ...more }], chosen, references);
}

function priced(creditsMin: number, creditsMax: number): Model["price"] {
  return { creditsMin, creditsMax, unit: "megapixel", usd: "0.035", read: "2026-11-21" };
}

test("models of a provider stand together, in the order providers first come", () => {
  const models = ["a", "b", "a"].map((provider, index) => ({ ...rich, id: `m${index}`, provider }));
  expect(modelChoices(models, null, []).map((choice) => choice.value)).toEqual(["m0", "m2", "m1"]);
});

test("a model that is not enabled is offered only where it is chosen already", () => {
  expect(choicesOf({ enabled: false })).toEqual([]);
  const [chosen] = choicesOf({ enabled: false }, [], "rich");
  expect(chosen?.reason).toContain("not offered here");
});

test("a model that is not available says why", () => {
  const [choice] = choicesOf({ available: false, unavailableReason: "No key." });
  expect(choice?.reason).toBe("No key.");
});

test("a model that takes fewer references than are wired says how many it takes", () => {
  const roles: Role[] = ["image", "image", "image"];
  expect(choicesOf({ maxReferences: 2 }, roles.slice(1))[0]?.reason).toBeNull();
  expect(choicesOf({ maxReferences: 2 }, roles)[0]?.reason).toContain("it takes 2");
  expect(choicesOf({ maxReferences: 0 }, roles)[0]?.reason).toContain("it takes none");
});

test("a model that takes fewer references of one kind says of which", () => {
  const sockets: Model["sockets"] = [
    { role: "image", limit: 4 },
    { role: "style", limit: 1 },
  ];
  expect(choicesOf({ sockets }, ["style", "image", "image"])[0]?.reason).toBeNull();
  expect(choicesOf({ sockets }, ["style", "style"])[0]?.reason).toBe(
    "2 style references are wired, it takes 1.",
  );
  // One it has no socket for is given another place, so only the number counts.
  expect(choicesOf({ sockets }, ["character", "character"])[0]?.reason).toBeNull();
});

test.each([
  [null, "price unknown"],
  [priced(0, 0), "free"],
  [priced(35, 35), "35 cr"],
  [priced(28, 35), "~35 cr"],
])("the price %j reads %j", (price, expected) => {
  expect(choicesOf({ price })[0]?.aside).toBe(expected);
});

test("a price tells on hover by what it is charged and when it was read", () => {
  const tip = choicesOf({ price: priced(28, 35) })[0]?.asideTip;
  expect(tip).toContain("$0.035");
  expect(tip).toContain("megapixel");
  expect(tip).toContain("21 Nov 2026");
});

describe("the facts under a model's name", () => {
  const facts = (more: Partial<Model>) => choicesOf(more)[0]?.facts;

  it.each([
    [{ maxReferences: 0 }, "no references"],
    [{ maxReferences: 4 }, "up to 4 references"],
    [{ requirements: "A GPU.", maxReferences: 0 }, "no references · A GPU."],
    [{ maxReferences: 1, needsReferences: true }, "needs an image"],
    [{ tier: "business" as const, maxReferences: 0 }, "no references · Business tier and up"],
    [{ shutdown: "2027-02-01", successor: "next" }, "shuts down on 1 Feb 2027, then next"],
  ])("for %j says %j", (more, expected) => {
    expect(facts(more)).toContain(expected);
  });
});

test("models that write prompts are offered in the same way", () => {
  const writer: TextModel = {
    ...{ id: "writer", title: "Writer", description: "Writes.", provider: "p", providerTitle: "P" },
    ...{ enabled: true, available: false, unavailableReason: "Set KEY.", isDefault: false },
    ...{ price: null, contextTokens: null, timeLimitSeconds: 60, tier: "free" as const },
    ...{ shutdown: null, successor: null, tools: "calls" as const },
  };
  const [choice] = textModelChoices([writer], null);
  expect(choice).toMatchObject({
    value: "writer",
    group: "P",
    aside: "price unknown",
    reason: "Set KEY.",
  });
});
