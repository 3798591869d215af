/** A wire between two boxes of a layout, with the height at each end from the box's top. */
export interface Link {
  from: string;
  to: string;
  fromY: number;
  toY: number;
}

/** What stands in a layer: a box, or the place where a long wire passes. */
export interface Vertex {
  id: string;
  width: number;
  height: number;
  /** Where it stood, which decides what is not decided by wires. */
  was: number;
  layer: number;
}

/** For each box, how many wires at most lead to it; wires that close a circle are passed over. */
export function layersOf(ids: readonly string[], links: readonly Link[]): Map<string, number> {
  const ordered = inOrder(ids, links);
  const rank = new Map(ordered.map((id, index) => [id, index]));
  const forward = links.filter((link) => rankOf(rank, link.from) < rankOf(rank, link.to));
  const before = grouped(forward, "to");
  const after = grouped(forward, "from");
  const layers = new Map<string, number>();
  for (const id of ordered) {
    const feeding = (before.get(id) ?? []).map((link) => (layers.get(link.from) ?? 0) + 1);
    layers.set(id, Math.max(0, ...feeding));
  }
  for (const id of ordered.toReversed()) pullCloser(id, layers, before, after);
  return layers;
}

/** What has no more wires in than out stands just before what it feeds. */
function pullCloser(
  id: string,
  layers: Map<string, number>,
  before: ReadonlyMap<string, Link[]>,
  after: ReadonlyMap<string, Link[]>,
): void {
  const fed = after.get(id) ?? [];
  if (fed.length === 0 || (before.get(id)?.length ?? 0) > fed.length) return;
  const nearest = Math.min(...fed.map((link) => layers.get(link.to) ?? 0));
  layers.set(id, Math.max(layers.get(id) ?? 0, nearest - 1));
}

/** Each box after those that feed it, else in the given order; a circle is cut at its first box. */
function inOrder(ids: readonly string[], links: readonly Link[]): string[] {
  const after = grouped(links, "from");
  const missing = new Map(ids.map((id) => [id, 0]));
  for (const link of links) missing.set(link.to, (missing.get(link.to) ?? 0) + 1);
  const ready = ids.filter((id) => missing.get(id) === 0);
  const ordered = new Set<string>();
  let next = 0;
  let uncut = 0;
  while (ordered.size < ids.length) {
    let id = ready[next++];
    while (id === undefined || ordered.has(id)) id = ids[uncut++] ?? "";
    ordered.add(id);
    for (const link of after.get(id) ?? []) {
      const left = (missing.get(link.to) ?? 0) - 1;
      missing.set(link.to, left);
      if (left === 0 && !ordered.has(link.to)) ready.push(link.to);
    }
  }
  return [...ordered];
}

export function grouped(links: readonly Link[], end: "from" | "to"): Map<string, Link[]> {
  const groups = new Map<string, Link[]>();
  for (const link of links) {
    const there = groups.get(link[end]);
    if (there) there.push(link);
    else groups.set(link[end], [link]);
  }
  return groups;
}

function rankOf(rank: ReadonlyMap<string, number>, id: string): number {
  return rank.get(id) ?? 0;
}
