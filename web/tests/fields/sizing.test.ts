import { expect, test } from "vitest";

import type { Sizing } from "@/api/types";
import {
  parseShapeKey,
  proportion,
  ratioWords,
  shapeKey,
  shapeOf,
  shapesOf,
  writeResolution,
  writeShape,
} from "@/fields/sizing";

test("the shape is read from whichever key says it", () => {
  expect(shapeOf({ size: "640x480" })).toEqual({ kind: "size", value: "640x480" });
  expect(shapeOf({ imageSize: "square_hd" })).toEqual({ kind: "imageSize", value: "square_hd" });
  expect(shapeOf({ prompt: "a fox", aspectRatio: "" })).toBeNull();
});

test("writing a shape takes the other ways to say it away", () => {
  const written = writeShape({ kind: "size", value: "640x480" });
  expect(written).toEqual({
    aspectRatio: undefined,
    imageSize: undefined,
    resolution: undefined,
    size: "640x480",
  });
});

test("a ratio keeps the resolution beside it", () => {
  expect(writeShape({ kind: "aspectRatio", value: "16:9" })).not.toHaveProperty("resolution");
});

test("a resolution takes the place of a size in pixels", () => {
  expect(writeResolution("2K")).toEqual({
    resolution: "2K",
    size: undefined,
    imageSize: undefined,
  });
  expect(writeResolution(null)).toEqual({ resolution: undefined });
});

const sizing: Sizing = {
  aspectRatios: ["16:9"],
  sizes: ["1024x1792"],
  imageSizes: ["portrait_4_3"],
  resolutions: ["2K"],
  custom: null,
  default: "1024x1024",
  editDefault: "1024x1024",
  defaultResolution: null,
  auto: false,
};

test("every shape on offer survives the way through a list of choices", () => {
  const shapes = shapesOf(sizing);
  expect(shapes).toHaveLength(3);
  expect(shapes.map((shape) => parseShapeKey(shapeKey(shape)))).toEqual(shapes);
  expect(parseShapeKey("")).toBeNull();
});

test("the size can be left to a model that takes that, unless it does so anyway", () => {
  const auto = { kind: "aspectRatio", value: "auto" };
  expect(shapesOf({ ...sizing, auto: true })[0]).toEqual(auto);
  expect(shapesOf({ ...sizing, auto: true, default: "auto" })).not.toContainEqual(auto);
  expect(shapesOf(sizing)).not.toContainEqual(auto);
});

test.each([
  ["aspectRatio", "16:9", 16 / 9],
  ["aspectRatio", "portrait", 9 / 16],
  ["size", "1024x2048", 0.5],
  ["imageSize", "portrait_4_3", 0.75],
  ["imageSize", "landscape_16_9", 16 / 9],
  ["imageSize", "square_hd", 1],
  ["aspectRatio", "auto", null],
] as const)("%s %s has the proportion %s", (kind, value, expected) => {
  expect(proportion({ kind, value })).toBe(expected);
});

test.each([
  ["1024x1024", "1:1"],
  ["1024x768", "4:3"],
  ["1000x999", "1000x999"],
  ["auto", "auto"],
])("the size %s is said as %s where there is little room", (size, words) => {
  expect(ratioWords(size)).toBe(words);
});
