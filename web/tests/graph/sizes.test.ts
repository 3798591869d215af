import { expect, test } from "vitest";

import type { Sizing } from "@/api/types";
import { makes, pixels } from "@/graph/sizes";

const told: Sizing = {
  aspectRatios: ["1:1", "16:9"],
  sizes: ["1024x1024"],
  imageSizes: ["square_hd"],
  resolutions: ["1K", "2K"],
  custom: null,
  default: "1024x1024",
  editDefault: "1024x1024",
  defaultResolution: "1K",
  auto: false,
};

const free: Sizing = {
  ...told,
  custom: {
    ...{ min: 256, max: 4096, multipleOf: 16 },
    ...{ minPixels: 100_000, maxPixels: 4_000_000, maxRatio: 3 },
  },
};

test.each([
  ["aspectRatio", "16:9", true],
  ["aspectRatio", "landscape", true],
  ["aspectRatio", "portrait", false],
  ["aspectRatio", "auto", false],
  ["size", "1024x1024", true],
  ["size", "1024x1040", false],
  ["imageSize", "square_hd", true],
  ["imageSize", "square", false],
  ["resolution", "2K", true],
  ["resolution", "4K", false],
  ["resolution", 2, false],
] as const)("a model with %s: is %s one of its sizes? %s", (key, value, expected) => {
  expect(makes(told, key, value)).toBe(expected);
});

test.each([
  ["1024x1040", true],
  ["1024x1000", false],
  ["128x1024", false],
  ["8192x1024", false],
  ["256x256", false],
  ["4096x2048", false],
  ["2048x512", false],
  ["wide", false],
])("a model with bounds makes %s: %s", (size, expected) => {
  expect(makes(free, "size", size)).toBe(expected);
});

test("a model with bounds takes any ratio", () => {
  expect(makes(free, "aspectRatio", "7:5")).toBe(true);
});

test("a size is left to a model that says so", () => {
  expect(makes({ ...told, auto: true }, "aspectRatio", "auto")).toBe(true);
  expect(makes({ ...told, auto: true }, "imageSize", "auto")).toBe(false);
});

test("pixels are read from sizes only", () => {
  expect(pixels("640x480")).toEqual({ width: 640, height: 480 });
  expect(pixels("16:9")).toBeNull();
  expect(pixels(undefined)).toBeNull();
});
