import { describe, expect, it } from "vitest";

import { modelIdOf, modelOf } from "@/graph/catalogue";

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
