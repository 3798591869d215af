import { describe, expect, it } from "vitest";

import { fileNode, filesOf, fileSources, pickedFiles } from "@/graph/pickedFiles";
import { templateNames } from "@/graph/template";

import { catalogue, docOf, node } from "../fixtures";

describe("fileSources", () => {
  const doc = docOf(
    [node("text", "words"), node("m", "maker"), node("h", "holder"), node("later", "maker")],
    "h.image-out>later.image-in",
  );
  const sources = (made: string[], kind?: string) =>
    fileSources(doc, catalogue, templateNames(doc, catalogue, "h"), new Set(made), kind).map(
      ({ id }) => id,
    );

  it("are the nodes before that give files", () => {
    expect(sources([])).toEqual(["m"]);
  });

  it("are those, too, that made some", () => {
    expect(sources(["text"])).toEqual(["text", "m"]);
  });

  it("give the kind that is wanted", () => {
    expect(sources([], "image")).toEqual(["m"]);
    expect(sources([], "audio")).toEqual([]);
  });
});

describe("what a field names", () => {
  it("is read back as it is written", () => {
    expect(fileNode(filesOf("image_2"))).toBe("image_2");
    expect(fileNode("ast_1")).toBeNull();
    expect(fileNode("{{ run.attachments.a }} {{ run.attachments.b }}")).toBeNull();
  });

  it("is nothing where it is no list", () => {
    expect(pickedFiles(undefined)).toEqual([]);
    expect(pickedFiles(["ast_1", 3])).toEqual(["ast_1"]);
  });
});
