import { around, type Box, type Places } from "./boxes";
import { levelled, uncrossed } from "./columns";
import { grouped, layersOf, type Link, type Vertex } from "./layers";

const GAP = { column: 112, row: 40, part: 96 } as const;
/** The room that a wire takes where it passes a column. */
const passage = 16;

/**
 * Lays boxes out in columns along their wires, left to right. What is not
 * joined by wires stands below one another; single boxes stand in rows at the
 * end. The upper left corner of all of it stays where it was.
 */
export function layered(boxes: readonly Box[], links: readonly Link[]): Places {
  if (boxes.length === 0) return {};
  const sound = links.filter((link) => link.from !== link.to);
  const parts = partsOf(boxes, sound).toSorted((a, b) => around(a).y - around(b).y);
  const { x, y } = around(boxes);
  const placed: Box[] = [];
  let top = y;
  for (const part of [...parts.filter((each) => each.length > 1)]) {
    const laid = columnsOf(part, sound);
    const frame = around(laid);
    placed.push(...laid.map((box) => moved(box, x - frame.x, top - frame.y)));
    top += frame.height + GAP.part;
  }
  const singles = parts.filter((each) => each.length === 1).flat();
  const width = placed.length > 0 ? around(placed).width : 0;
  placed.push(...rowsOf(singles, width).map((box) => moved(box, x, top)));
  return Object.fromEntries(
    placed.map((box) => [box.id, { x: Math.round(box.x), y: Math.round(box.y) }]),
  );
}

/** Boxes that wires join, part by part. */
function partsOf(boxes: readonly Box[], links: readonly Link[]): Box[][] {
  const from = grouped(links, "from");
  const to = grouped(links, "to");
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const parts: Box[][] = [];
  for (const start of boxes) {
    if (!byId.has(start.id)) continue;
    const part: Box[] = [];
    const waiting = [start.id];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const box = byId.get(id);
      if (!box) continue;
      byId.delete(id);
      part.push(box);
      waiting.push(...(from.get(id) ?? []).map((link) => link.to));
      waiting.push(...(to.get(id) ?? []).map((link) => link.from));
    }
    parts.push(part);
  }
  return parts;
}

function columnsOf(part: readonly Box[], links: readonly Link[]): Box[] {
  const boxes = part.toSorted((a, b) => a.y - b.y || a.x - b.x);
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const own = links.filter((link) => byId.has(link.from) && byId.has(link.to));
  const layers = layersOf(
    boxes.map((box) => box.id),
    own,
  );
  const { vertices, steps } = stepwise(boxes, own, layers);
  const columns: Vertex[][] = [];
  for (const vertex of vertices) (columns[vertex.layer] ??= []).push(vertex);
  const ordered = uncrossed(
    Array.from(columns, (column) => column ?? []),
    steps,
  );
  const tops = levelled(ordered, steps, GAP.row);
  let x = 0;
  return ordered.flatMap((column) => {
    const left = x;
    x += Math.max(0, ...column.map((vertex) => vertex.width)) + GAP.column;
    return column.flatMap((vertex) => {
      const box = byId.get(vertex.id);
      return box ? [{ ...box, x: left, y: tops.get(box.id) ?? 0 }] : [];
    });
  });
}

/** Long wires as steps from column to column, with a place kept free in each. */
function stepwise(
  boxes: readonly Box[],
  links: readonly Link[],
  layers: ReadonlyMap<string, number>,
): { vertices: Vertex[]; steps: Link[] } {
  const vertices: Vertex[] = boxes.map(({ id, width, height, y }) => ({
    ...{ id, width, height, was: y },
    layer: layers.get(id) ?? 0,
  }));
  const byId = new Map(vertices.map((vertex) => [vertex.id, vertex]));
  const steps: Link[] = [];
  links.forEach((link, index) => {
    const [start, end] = [byId.get(link.from), byId.get(link.to)];
    if (!start || !end || start.layer >= end.layer) return;
    let [from, fromY] = [link.from, link.fromY];
    for (let layer = start.layer + 1; layer < end.layer; layer += 1) {
      const id = `${index} ${layer}`;
      const was = (start.was + end.was) / 2;
      vertices.push({ id, width: 0, height: passage, was, layer });
      steps.push({ from, fromY, to: id, toY: passage / 2 });
      [from, fromY] = [id, passage / 2];
    }
    steps.push({ from, fromY, to: link.to, toY: link.toY });
  });
  return { vertices, steps };
}

/** Boxes in rows, about as wide as what stands above, else as wide as they are high. */
function rowsOf(boxes: readonly Box[], width: number): Box[] {
  const area = boxes.reduce((sum, box) => sum + (box.width + GAP.row) * (box.height + GAP.row), 0);
  const widest = Math.max(width, Math.sqrt(area) * 1.3);
  let [x, y, height] = [0, 0, 0];
  return boxes
    .toSorted((a, b) => a.y - b.y || a.x - b.x)
    .map((box) => {
      if (x > 0 && x + box.width > widest) {
        y += height + GAP.row;
        [x, height] = [0, 0];
      }
      const placed = { ...box, x, y };
      x += box.width + GAP.row;
      height = Math.max(height, box.height);
      return placed;
    });
}

function moved(box: Box, dx: number, dy: number): Box {
  return { ...box, x: box.x + dx, y: box.y + dy };
}
