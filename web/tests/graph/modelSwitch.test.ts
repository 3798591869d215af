import { describe, expect, it } from "vitest";

import { edgesInto, toDocument } from "@/graph/document";
import { switchModel } from "@/graph/modelSwitch";
import { apply } from "@/graph/patch";

import { catalogue, docOf, node } from "../fixtures";

const sources = [node("a", "holder"), node("b", "holder"), node("t", "words")];
const wires = ["t.text-out>m.prompt-in", "a.image-out>m.image-in", "b.image-out>m.style-in"];

function handlesAfter(modelId: string, data = {}) {
  const doc = docOf([...sources, node("m", "maker", data)], ...wires);
  const { patch, lost } = switchModel(doc, catalogue, "m", modelId);
  const { doc: after, inverse } = apply(doc, patch);
  return {
    lost,
    handles: edgesInto(after, "m").map((edge) => edge.targetHandle),
    data: after.nodes.byId.m?.data,
    restored: toDocument(apply(after, inverse).doc),
    before: toDocument(doc),
  };
}

describe("switchModel", () => {
  it("moves a wire to another socket of its type where its own is gone", () => {
    expect(handlesAfter("plain")).toMatchObject({
      lost: 0,
      handles: ["prompt-in", "image-in", "image-in"],
    });
  });

  it("removes what no socket takes, and gives it back with undo", () => {
    const { lost, handles, restored, before } = handlesAfter("blind");
    expect({ lost, handles }).toEqual({ lost: 2, handles: ["prompt-in"] });
    expect(restored).toEqual(before);
  });

  it("takes back settings that the model does not offer, and keeps the others", () => {
    const data = { aspectRatio: "16:9", count: 9, style: "cinematic", prompt: "a fox" };
    expect(handlesAfter("plain", data).data).toEqual({
      model: "plain",
      count: 4,
      style: "cinematic",
      prompt: "a fox",
    });
  });

  it("moves picked files to a socket the model has", () => {
    const references = { style: ["ast_1"], image: ["ast_2"] };
    expect(handlesAfter("plain", { references }).data?.references).toEqual({
      image: ["ast_1", "ast_2"],
    });
  });

  it("keeps wires of a model that is not known", () => {
    expect(handlesAfter("nobody").handles).toEqual(["prompt-in", "image-in", "style-in"]);
  });

  it("takes the place of a provider that was named", () => {
    expect(handlesAfter("plain", { provider: "lender" }).data).toEqual({ model: "plain" });
  });

  it("does not stand in for itself", () => {
    const after = (fallbackModels: string[]) => handlesAfter("plain", { fallbackModels }).data;
    expect(after(["blind", "plain"])).toEqual({ model: "plain", fallbackModels: ["blind"] });
    expect(after(["plain"])).toEqual({ model: "plain" });
  });
});
