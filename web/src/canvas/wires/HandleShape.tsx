import type { HandleType } from "@/api/types";
import { HANDLE_SHAPE } from "@/graph/geometry";

interface HandleShapeProps {
  type: HandleType;
  /** A wire ends here: the shape is filled. */
  filled: boolean;
  /** Of a list: what it consists of. */
  item?: HandleType;
}

const shapes: Record<Exclude<HandleType, "list">, string> = {
  text: "M7 1a6 6 0 1 1 0 12a6 6 0 0 1 0-12z",
  image: "M3.5 1.5h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2z",
  any: "M7 .6L13.4 7L7 13.4L.6 7z",
  params: "M7 .6L13.4 7L7 13.4L.6 7z",
  video: "M2.2 1.4L12.8 7L2.2 12.6z",
  number: "M4 1.4h6L13.2 7L10 12.6H4L.8 7z",
  boolean: "M4 1.4h6L13.2 7L10 12.6H4L.8 7z",
  audio: "M4 3.6h6a3.4 3.4 0 0 1 0 6.8H4a3.4 3.4 0 0 1 0-6.8z",
  file: "M2 2h10v10H2z",
};

/** The second of two shapes stands behind the first, up and to the right. */
const BEHIND = "translate(4.6 -1.2) scale(.78)";
const IN_FRONT = "translate(-.6 3.4) scale(.78)";

/** Each type has its own shape, a list that of its items twice, so that colour is never needed. */
export function HandleShape({ type, filled, item = "any" }: HandleShapeProps) {
  const one = type === "list" ? item : type;
  const path = shapes[one === "list" ? "any" : one];
  const paint = {
    d: path,
    strokeWidth: 1.6,
    strokeLinejoin: "round" as const,
    stroke: `var(--type-${type})`,
    fill: filled && one !== "file" ? `var(--type-${type})` : "var(--card)",
    vectorEffect: "non-scaling-stroke",
  };
  return (
    <svg
      viewBox="0 0 14 14"
      width={HANDLE_SHAPE}
      height={HANDLE_SHAPE}
      aria-hidden
      data-shape={type === "list" ? `two of ${one}` : one}
      className="overflow-visible"
    >
      {type === "list" ? (
        <>
          <path {...paint} fill="var(--card)" transform={BEHIND} />
          <path {...paint} transform={IN_FRONT} />
        </>
      ) : (
        <path {...paint} />
      )}
    </svg>
  );
}
