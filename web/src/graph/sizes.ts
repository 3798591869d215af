import type { JsonValue, Sizing } from "@/api/types";

/** The keys of a node's data that say a size. */
export const sizeKeys = ["aspectRatio", "size", "imageSize", "resolution"] as const;

type SizeKey = (typeof sizeKeys)[number];

/** The widths and heights that a model makes. */
export type SizeBounds = NonNullable<Sizing["custom"]>;

/** The word for a size that is left to the model. */
export const AUTO = "auto";

/** Ratios that have a name of their own. */
const named: Readonly<Record<string, string>> = {
  square: "1:1",
  landscape: "16:9",
  portrait: "9:16",
};

/** Whether a model makes the size that one key says. */
export function makes(sizing: Sizing, key: SizeKey, value: JsonValue | undefined): boolean {
  if (typeof value !== "string") return false;
  if (value === AUTO && (key === "aspectRatio" || key === "size")) return sizing.auto;
  switch (key) {
    case "aspectRatio":
      return sizing.custom !== null || sizing.aspectRatios.includes(named[value] ?? value);
    case "size":
      return (
        [...sizing.sizes, sizing.default].includes(value) ||
        withinBounds(sizing.custom, pixels(value))
      );
    case "imageSize":
      return sizing.imageSizes.includes(value);
    case "resolution":
      return sizing.resolutions.includes(value);
  }
}

interface Pixels {
  width: number;
  height: number;
}

/** Width and height of a size such as `1024x768`. */
export function pixels(size: string | null | undefined): Pixels | null {
  const match = /^(\d+)x(\d+)$/.exec(size ?? "");
  return match ? { width: Number(match[1]), height: Number(match[2]) } : null;
}

/** Whether a size of one's own is one the model makes. */
function withinBounds(bounds: SizeBounds | null, size: Pixels | null): boolean {
  if (!bounds || !size) return false;
  const sides = [size.width, size.height];
  const area = size.width * size.height;
  return (
    sides.every((side) => side >= bounds.min && side <= bounds.max) &&
    sides.every((side) => side % bounds.multipleOf === 0) &&
    area >= bounds.minPixels &&
    area <= (bounds.maxPixels ?? area) &&
    Math.max(...sides) <= (bounds.maxRatio ?? Infinity) * Math.min(...sides)
  );
}
