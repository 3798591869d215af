import { around, type Box, type Places } from "./boxes";

export type Side = "left" | "center" | "right" | "top" | "middle" | "bottom";

/** Where boxes stand once one side of all of them, or their middle, is on a line. */
export function align(boxes: readonly Box[], side: Side): Places {
  const frame = around(boxes);
  return placesOf(boxes, (box) => {
    switch (side) {
      case "left":
        return { x: frame.x, y: box.y };
      case "center":
        return { x: frame.x + (frame.width - box.width) / 2, y: box.y };
      case "right":
        return { x: frame.x + frame.width - box.width, y: box.y };
      case "top":
        return { x: box.x, y: frame.y };
      case "middle":
        return { x: box.x, y: frame.y + (frame.height - box.height) / 2 };
      case "bottom":
        return { x: box.x, y: frame.y + frame.height - box.height };
    }
  });
}

/** Where boxes stand once the gaps between them are alike; the first and the last stay. */
export function distribute(boxes: readonly Box[], axis: "x" | "y"): Places {
  const extent = axis === "x" ? "width" : "height";
  const inOrder = boxes.toSorted((a, b) => a[axis] - b[axis]);
  const taken = inOrder.reduce((sum, box) => sum + box[extent], 0);
  const gap = (around(boxes)[extent] - taken) / Math.max(1, boxes.length - 1);
  const starts = new Map<string, number>();
  let next = Math.min(...boxes.map((box) => box[axis]));
  for (const box of inOrder) {
    starts.set(box.id, next);
    next += box[extent] + gap;
  }
  return placesOf(boxes, (box) => ({
    x: box.x,
    y: box.y,
    [axis]: starts.get(box.id) ?? box[axis],
  }));
}

/** Only the boxes that are to go somewhere else. */
function placesOf(boxes: readonly Box[], place: (box: Box) => { x: number; y: number }): Places {
  return Object.fromEntries(
    boxes.flatMap((box) => {
      const to = place(box);
      const rounded = { x: Math.round(to.x), y: Math.round(to.y) };
      return rounded.x === box.x && rounded.y === box.y ? [] : [[box.id, rounded]];
    }),
  );
}
