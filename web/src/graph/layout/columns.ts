import { grouped, type Link, type Vertex } from "./layers";

type Columns = readonly (readonly Vertex[])[];
type Wires = ReadonlyMap<string, Link[]>;

const sweeps = 8;
/** How firmly something without wires on one side keeps its place. */
const held = 0.05;

/** Orders each column so that few wires cross: everything at the mean height of what it is wired to. */
export function uncrossed(columns: Columns, links: readonly Link[]): Vertex[][] {
  const into = grouped(links, "to");
  const outOf = grouped(links, "from");
  let now = columns.map((column) => column.toSorted((a, b) => a.was - b.was));
  let best = { columns: now, crossings: crossings(now, outOf) };
  for (let sweep = 0; sweep < sweeps && best.crossings > 0; sweep += 1) {
    now = swept(now, sweep % 2 === 0 ? into : outOf, sweep % 2 === 0);
    const count = crossings(now, outOf);
    if (count < best.crossings) best = { columns: now, crossings: count };
  }
  return best.columns;
}

function swept(columns: Columns, wires: Wires, forward: boolean): Vertex[][] {
  const heights = new Map<string, number>();
  const sorted = (column: readonly Vertex[]) => {
    const wanted = new Map(
      column.map((vertex, index) => {
        const ends = (wires.get(vertex.id) ?? []).flatMap((link) => {
          const height = heights.get(forward ? link.from : link.to);
          return height === undefined ? [] : [height + (forward ? link.fromY : link.toY) / 10_000];
        });
        return [vertex.id, mean(ends) ?? index];
      }),
    );
    const next = column.toSorted((a, b) => (wanted.get(a.id) ?? 0) - (wanted.get(b.id) ?? 0));
    next.forEach((vertex, index) => heights.set(vertex.id, index));
    return next;
  };
  return forward ? columns.map(sorted) : columns.toReversed().map(sorted).toReversed();
}

/** How many wires cross between neighbouring columns. */
function crossings(columns: Columns, outOf: Wires): number {
  return columns.slice(1).reduce((sum, right, index) => {
    const place = new Map(right.map((vertex, at) => [vertex.id, at]));
    const ends = (columns[index] ?? []).flatMap((vertex) =>
      (outOf.get(vertex.id) ?? [])
        .toSorted((a, b) => a.fromY - b.fromY)
        .flatMap((link) => {
          const at = place.get(link.to);
          return at === undefined ? [] : [at + link.toY / 10_000];
        }),
    );
    return sum + inversions(ends);
  }, 0);
}

function inversions(values: number[]): number {
  if (values.length < 2) return 0;
  const middle = values.length >> 1;
  const [left, right] = [values.slice(0, middle), values.slice(middle)];
  let count = inversions(left) + inversions(right);
  let [l, r] = [0, 0];
  for (let at = 0; at < values.length; at += 1) {
    const [a, b] = [left[l], right[r]];
    if (b === undefined || (a !== undefined && a <= b)) {
      values[at] = a ?? 0;
      l += 1;
    } else {
      values[at] = b;
      r += 1;
      count += left.length - l;
    }
  }
  return count;
}

/** The height of everything, so that wires run as level as the gaps between allow. */
export function levelled(columns: Columns, links: readonly Link[], gap: number) {
  const into = grouped(links, "to");
  const outOf = grouped(links, "from");
  const tops = new Map<string, number>();
  for (const column of columns) stack(column, tops, gap);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const last = sweep >= sweeps - 2;
    const inTurn = sweep % 2 === 0 ? columns : columns.toReversed();
    for (const column of inTurn)
      settle(column, tops, gap, (id) => [
        ...(last || sweep % 2 === 0 ? ends(into.get(id), tops, true) : []),
        ...(last || sweep % 2 === 1 ? ends(outOf.get(id), tops, false) : []),
      ]);
  }
  return tops;
}

function stack(column: readonly Vertex[], tops: Map<string, number>, gap: number): void {
  let next = 0;
  for (const vertex of column) {
    tops.set(vertex.id, next);
    next += vertex.height + gap;
  }
}

/** The tops at which a box's wires would be level. */
function ends(
  links: readonly Link[] | undefined,
  tops: ReadonlyMap<string, number>,
  incoming: boolean,
): number[] {
  return (links ?? []).map(({ from, to, fromY, toY }) =>
    incoming ? (tops.get(from) ?? 0) + fromY - toY : (tops.get(to) ?? 0) + toY - fromY,
  );
}

interface Run {
  /** What it wants on average, counted without the room that stands above. */
  at: number;
  weight: number;
  count: number;
}

/** Puts a column as near as can be to where its wires want it, in order and with gaps. */
function settle(
  column: readonly Vertex[],
  tops: Map<string, number>,
  gap: number,
  wantedBy: (id: string) => number[],
): void {
  const runs: Run[] = [];
  const above: number[] = [];
  let room = 0;
  for (const vertex of column) {
    const wanted = wantedBy(vertex.id);
    const top = mean(wanted) ?? tops.get(vertex.id) ?? 0;
    above.push(room);
    runs.push({ at: top - room, weight: wanted.length || held, count: 1 });
    room += vertex.height + gap;
    joinRuns(runs);
  }
  const starts = runs.flatMap((run) => Array.from({ length: run.count }, () => run.at));
  column.forEach((vertex, index) =>
    tops.set(vertex.id, (starts[index] ?? 0) + (above[index] ?? 0)),
  );
}

/** Two neighbours that want to pass each other stand together, where both are pulled least. */
function joinRuns(runs: Run[]): void {
  for (;;) {
    const [before, last] = [runs.at(-2), runs.at(-1)];
    if (!before || !last || before.at <= last.at) return;
    const weight = before.weight + last.weight;
    const at = (before.at * before.weight + last.at * last.weight) / weight;
    runs.splice(-2, 2, { at, weight, count: before.count + last.count });
  }
}

function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
