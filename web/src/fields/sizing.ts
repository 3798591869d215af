import type { NodeData, Sizing } from "@/api/types";
import type { DataChanges } from "@/graph/fieldSpec";
import { AUTO, pixels } from "@/graph/sizes";

/** The three ways to say a shape; a node's data holds at most one of them. */
const shapeKinds = ["aspectRatio", "size", "imageSize"] as const;
type ShapeKind = (typeof shapeKinds)[number];

export interface Shape {
  kind: ShapeKind;
  value: string;
}

/** The shape that the data says, or null for the model's own default. */
export function shapeOf(data: Readonly<NodeData>): Shape | null {
  for (const kind of shapeKinds) {
    const value = data[kind];
    if (typeof value === "string" && value !== "") return { kind, value };
  }
  return null;
}

/**
 * Every shape that a model offers, in the order its contract lists them. To
 * leave it to the model is one of them, unless that is what it does anyway.
 */
export function shapesOf(sizing: Sizing): Shape[] {
  const left: Shape[] =
    sizing.auto && sizing.default !== AUTO ? [{ kind: "aspectRatio", value: AUTO }] : [];
  return [
    ...left,
    ...sizing.aspectRatios.map((value): Shape => ({ kind: "aspectRatio", value })),
    ...sizing.imageSizes.map((value): Shape => ({ kind: "imageSize", value })),
    ...sizing.sizes.map((value): Shape => ({ kind: "size", value })),
  ];
}

/** What to write for a shape. A resolution stays only beside a ratio: a size already says its pixels. */
export function writeShape(shape: Shape | null): DataChanges {
  const changes: Record<string, string | undefined> = {
    aspectRatio: undefined,
    size: undefined,
    imageSize: undefined,
  };
  if (shape) changes[shape.kind] = shape.value;
  if (shape && shape.kind !== "aspectRatio") changes["resolution"] = undefined;
  return changes;
}

/** What to write for a resolution, which takes the place of a size in pixels. */
export function writeResolution(resolution: string | null): DataChanges {
  if (resolution === null) return { resolution: undefined };
  return { resolution, size: undefined, imageSize: undefined };
}

export function shapeKey({ kind, value }: Shape): string {
  return `${kind}=${value}`;
}

export function parseShapeKey(key: string): Shape | null {
  const [kind, value] = key.split("=", 2);
  const found = shapeKinds.find((each) => each === kind);
  return found && value ? { kind: found, value } : null;
}

/** Width over height, where the words say one. */
export function proportion({ kind, value }: Shape): number | null {
  const named = namedRatios[value];
  if (named) return named;
  const pattern = kind === "size" ? /^(\d+)x(\d+)$/ : /(\d+)[:_](\d+)$/;
  const match = pattern.exec(value);
  if (!match) return null;
  const [first, second] = [Number(match[1]), Number(match[2])];
  if (!first || !second) return null;
  return value.startsWith("portrait")
    ? Math.min(first, second) / Math.max(first, second)
    : first / second;
}

const namedRatios: Record<string, number> = {
  square: 1,
  square_hd: 1,
  landscape: 16 / 9,
  portrait: 9 / 16,
};

/** A size such as `1024x768` as a ratio, where that is short; anything else as it is. */
export function ratioWords(size: string): string {
  const sides = pixels(size);
  if (!sides) return size;
  const common = commonDivisor(sides.width, sides.height);
  const ratio = `${sides.width / common}:${sides.height / common}`;
  return ratio.length <= SHORT ? ratio : size;
}

const SHORT = 5;

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
