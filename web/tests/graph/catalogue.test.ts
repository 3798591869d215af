import { describe, expect, it } from "vitest";

import type { Model, NodeType } from "@/api/types";
import { modelIdOf, modelOf, suitsType } from "@/graph/catalogue";

import { catalogue, node } from "../fixtures";

describe("the model of a node", () => {
  it.each([
    [{}, "rich"],
    [{ model: "plain" }, "plain"],
    [{ model: "", provider: "" }, "rich"],
    [{ provider: "lender" }, "lent"],
    [{ model: "plain", provider: "lender" }, "plain"],
    [{ model: "an/endpoint" }, "an/endpoint"],
  ])("of %j is %s", (data, expected) => {
    expect(modelIdOf(catalogue, node("m", "maker", data))).toBe(expected);
  });

  it("is left to the server where no model is known as its provider's default", () => {
    expect(modelIdOf(catalogue, node("m", "maker", { provider: "stranger" }))).toBeNull();
  });

  it("is none where its type has none, and none where nobody knows it", () => {
    expect(modelIdOf(catalogue, node("t", "words", { provider: "lender" }))).toBeNull();
    expect(modelOf(catalogue, node("m", "maker", { model: "an/endpoint" }))).toBeNull();
  });
});

describe("a model that is offered to a node", () => {
  const maker = catalogue.types["maker"] as NodeType;
  const rich = catalogue.models["rich"] as Model;

  it("does what nodes of its type are for, and not what they can do besides", () => {
    const type = { ...maker, tasks: ["image", "upscale"] as NodeType["tasks"] };
    expect(suitsType(type, { ...rich, task: "image" })).toBe(true);
    expect(suitsType(type, { ...rich, task: "upscale" })).toBe(false);
    expect(suitsType(null, rich)).toBe(false);
  });
});
