import type { EdgeRecord, NodeRecord, WorkflowDocument } from "@/api/types";

/** A table of records with an order; edge order is the order in which wires were made. */
export interface Table<Item> {
  readonly byId: Readonly<Record<string, Item>>;
  readonly order: readonly string[];
}

/** The document as the canvas works on it. Never changed in place. */
export interface Doc {
  /** Everything that is neither a node nor an edge, unknown keys included. */
  readonly meta: Readonly<Record<string, unknown>> & {
    readonly schema: number;
    readonly name: string;
  };
  readonly nodes: Table<NodeRecord>;
  readonly edges: Table<EdgeRecord>;
}

export const emptyDoc: Doc = {
  meta: { schema: 1, name: "" },
  nodes: { byId: {}, order: [] },
  edges: { byId: {}, order: [] },
};

/** Keys the server adds to a stored document; they are no part of it. */
const serverKeys = ["id", "version", "createdAt", "updatedAt", "problems", "etag"];

export function fromDocument(document: WorkflowDocument): Doc {
  const { nodes, edges, ...rest } = document;
  const meta = Object.fromEntries(
    Object.entries(rest).filter(([key]) => !serverKeys.includes(key)),
  );
  return { meta: meta as Doc["meta"], nodes: table(nodes), edges: table(edges) };
}

export function toDocument(doc: Doc): WorkflowDocument {
  return { ...doc.meta, nodes: items(doc.nodes), edges: items(doc.edges) };
}

export function table<Item extends { id: string }>(list: readonly Item[]): Table<Item> {
  const byId = Object.fromEntries(list.map((item) => [item.id, item]));
  return { byId, order: [...new Set(list.map((item) => item.id))] };
}

export function items<Item>(source: Table<Item>): Item[] {
  return source.order.flatMap((id) => source.byId[id] ?? []);
}

export function nodesOf(doc: Doc): NodeRecord[] {
  return items(doc.nodes);
}

export function edgesOf(doc: Doc): EdgeRecord[] {
  return items(doc.edges);
}

/** Edges that end at a node, or at one handle of it, in the order they were made. */
export function edgesInto(doc: Doc, nodeId: string, handle?: string): EdgeRecord[] {
  return edgesOf(doc).filter(
    (edge) => edge.target === nodeId && (handle === undefined || edge.targetHandle === handle),
  );
}

export function edgesFrom(doc: Doc, nodeId: string): EdgeRecord[] {
  return edgesOf(doc).filter((edge) => edge.source === nodeId);
}

/** Ids of all nodes that feed a node, near or far. */
export function upstreamOf(doc: Doc, nodeId: string): Set<string> {
  const sources = new Map<string, string[]>();
  for (const edge of edgesOf(doc)) {
    const known = sources.get(edge.target);
    if (known) known.push(edge.source);
    else sources.set(edge.target, [edge.source]);
  }
  const seen = new Set<string>();
  const waiting = [...(sources.get(nodeId) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...(sources.get(next) ?? []));
  }
  return seen;
}
