import type { NodeRecord } from "@/api/types";

import type { Table } from "./document";

type Nodes = Table<NodeRecord>;

/** The nodes a node stands in, the nearest first. */
export function aroundOf(nodes: Nodes, nodeId: string): string[] {
  const found: string[] = [];
  let parent = nodes.byId[nodeId]?.parentId;
  while (parent !== undefined && parent in nodes.byId && !found.includes(parent)) {
    found.push(parent);
    parent = nodes.byId[parent]?.parentId;
  }
  return found;
}

const known = new WeakMap<Nodes, Map<string, string[]>>();
const none: readonly string[] = [];

/** Everything that stands inside a node, near or far, in the document's order. */
export function insideOf(nodes: Nodes, nodeId: string): readonly string[] {
  return insides(nodes).get(nodeId) ?? none;
}

/** Nodes in which others stand and which stand in none themselves. */
export function outermost(nodes: Nodes): string[] {
  return Array.from(insides(nodes).keys()).filter((id) => aroundOf(nodes, id).length === 0);
}

/** What is inside each node that has something inside, counted once for each table. */
function insides(nodes: Nodes): Map<string, string[]> {
  const cached = known.get(nodes);
  if (cached) return cached;
  const all = new Map<string, string[]>();
  for (const id of nodes.order) {
    for (const holder of aroundOf(nodes, id)) {
      const there = all.get(holder);
      if (there) there.push(id);
      else all.set(holder, [id]);
    }
  }
  known.set(nodes, all);
  return all;
}

/** Records with their places on the canvas; in a document those of what is inside are relative. */
export function placedOnCanvas(nodes: Nodes): Nodes {
  return shifted(nodes, 1);
}

/** Records with their places as a document has them, in the way of the graph library. */
export function placedInside(nodes: Nodes): Nodes {
  return shifted(nodes, -1);
}

function shifted(nodes: Nodes, direction: 1 | -1): Nodes {
  const inner = nodes.order.filter((id) => aroundOf(nodes, id).length > 0);
  if (inner.length === 0) return nodes;
  const byId = { ...nodes.byId };
  for (const id of inner) {
    const node = nodes.byId[id];
    if (!node) continue;
    // Relative places add up along the way out; places on the canvas differ by the nearest alone.
    const holders = aroundOf(nodes, id).slice(0, direction === 1 ? undefined : 1);
    const place = holders.reduce(({ x, y }, holder) => {
      const from = nodes.byId[holder]?.position ?? { x: 0, y: 0 };
      return { x: x + direction * from.x, y: y + direction * from.y };
    }, node.position);
    byId[id] = { ...node, position: { x: rounded(place.x), y: rounded(place.y) } };
  }
  return { byId, order: nodes.order };
}

/** Far finer than a pixel; sums of fractions would differ in their last digits. */
function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
