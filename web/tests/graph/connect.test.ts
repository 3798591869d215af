import { describe, expect, it } from "vitest";

import type { HandleType } from "@/api/types";
import { connectPatch, drawableEdges, fits, fittingPort, why } from "@/graph/connect";
import { edgesInto } from "@/graph/document";
import { apply } from "@/graph/patch";
import { outputPorts } from "@/graph/ports";

import { catalogue, docOf, node } from "../fixtures";

const nodes = [
  node("text", "words"),
  node("clip", "film"),
  node("one", "maker"),
  node("two", "maker"),
  node("out", "exit"),
];

function join(source: string, sourceHandle: string, target: string, targetHandle: string) {
  return { source, sourceHandle, target, targetHandle };
}

describe("fits", () => {
  const good: [HandleType, HandleType][] = [
    ["text", "text"],
    ["number", "text"],
    ["boolean", "text"],
    ["image", "file"],
    ["video", "file"],
    ["audio", "file"],
    ["file", "image"],
    ["list", "text"],
    ["list", "image"],
    ["any", "image"],
    ["image", "any"],
  ];
  const bad: [HandleType, HandleType][] = [
    ["text", "image"],
    ["image", "text"],
    ["video", "image"],
    ["text", "number"],
    ["text", "list"],
    ["file", "video"],
    ["params", "text"],
  ];
  it.each(good)("%s fits %s", (from, to) => expect(fits(from, to)).toBe(true));
  it.each(bad)("%s does not fit %s", (from, to) => expect(fits(from, to)).toBe(false));
});

describe("why", () => {
  const doc = docOf(nodes, "one.image-out>two.image-in", "one.image-out>two.start-in");

  it("allows what fits", () => {
    expect(why(doc, catalogue, join("text", "text-out", "one", "prompt-in"))).toBeNull();
    expect(why(doc, catalogue, join("two", "image-out", "out", "+"))).toBeNull();
  });

  it.each([
    ["a node to itself", join("one", "image-out", "one", "image-in"), "itself"],
    ["a circle", join("two", "image-out", "one", "image-in"), "circle"],
    ["text into image", join("text", "text-out", "one", "image-in"), "takes image, not text"],
    [
      "video into image",
      join("clip", "video-out", "one", "image-in"),
      "No image model takes video",
    ],
    ["the same wire twice", join("one", "image-out", "two", "image-in"), "already"],
    ["a full handle", join("text", "text-out", "two", "nothing"), "does not have this handle"],
  ])("refuses %s and says why", (_name, connection, words) => {
    expect(why(doc, catalogue, connection)).toContain(words);
  });

  it("refuses a second wire where one may end", () => {
    const more = docOf([...nodes, node("three", "maker")], "one.image-out>two.start-in");
    expect(why(more, catalogue, join("three", "image-out", "two", "start-in"))).toContain(
      "takes one wire",
    );
  });
});

describe("connectPatch", () => {
  it("names the sockets of a node that takes any name, each once", () => {
    let doc = docOf(nodes);
    for (const source of ["one", "two"])
      doc = apply(doc, connectPatch(doc, catalogue, join(source, "image-out", "out", "+"))).doc;
    expect(edgesInto(doc, "out").map((edge) => edge.targetHandle)).toEqual(["image", "image2"]);
  });
});

describe("fittingPort", () => {
  it("prefers the socket of the same type", () => {
    const doc = docOf(nodes);
    const clip = doc.nodes.byId.one;
    const port = clip && outputPorts(catalogue, clip)[0];
    if (!port) throw new Error("no output");
    expect(fittingPort(doc, catalogue, { nodeId: "one", port }, "two")?.name).toBe("image-in");
    expect(fittingPort(doc, catalogue, { nodeId: "one", port }, "text")).toBeNull();
  });
});

describe("drawableEdges", () => {
  it("leaves out wires to handles that are not there", () => {
    const doc = docOf(
      nodes,
      "text.text-out>one.prompt-in",
      "text.gone>one.prompt-in",
      "x.y>one.prompt-in",
    );
    expect(drawableEdges(doc, catalogue).map((edge) => edge.id)).toEqual(["e0"]);
  });
});
