import type { EdgeRecord, NodeRecord, WorkflowDocument } from "@/api/types";

import { readAnnotations, writeAnnotations, type Annotation } from "./annotations";
import { placedInside, placedOnCanvas } from "./nesting";

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
  /** Placed on the canvas, what stands inside another node too. */
  readonly nodes: Table<NodeRecord>;
  readonly edges: Table<EdgeRecord>;
  /** The document's `comments` and `groups`. */
  readonly annotations: Table<Annotation>;
}

export const emptyDoc: Doc = {
  meta: { schema: 1, name: "" },
  nodes: { byId: {}, order: [] },
  edges: { byId: {}, order: [] },
  annotations: { byId: {}, order: [] },
};

/** Keys the server adds to a stored document; they are no part of it. */
const serverKeys = ["id", "version", "createdAt", "updatedAt", "savedAt", "problems", "etag"];

export function fromDocument(document: WorkflowDocument): Doc {
  const { nodes, edges, comments, groups, ...rest } = document;
  const meta = Object.fromEntries(
    Object.entries(rest).filter(([key]) => !serverKeys.includes(key)),
  );
  return {
    meta: meta as Doc["meta"],
    nodes: placedOnCanvas(table(nodes)),
    edges: table(edges),
    annotations: table(readAnnotations(comments, groups)),
  };
}

export function toDocument(doc: Doc): WorkflowDocument {
  return {
    ...doc.meta,
    nodes: items(placedInside(doc.nodes)),
    edges: items(doc.edges),
    ...writeAnnotations(doc.annotations),
  };
}

function table<Item extends { id: string }>(list: readonly Item[]): Table<Item> {
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
export function edgesInto(doc: Doc, nodeId: string, handle?: string): readonly EdgeRecord[] {
  const all = endsOf(doc).into.get(nodeId) ?? none;
  return handle === undefined ? all : all.filter((edge) => edge.targetHandle === handle);
}

export function edgesFrom(doc: Doc, nodeId: string): readonly EdgeRecord[] {
  return endsOf(doc).from.get(nodeId) ?? none;
}

interface Ends {
  into: Map<string, EdgeRecord[]>;
  from: Map<string, EdgeRecord[]>;
}

const none: readonly EdgeRecord[] = [];
const known = new WeakMap<Table<EdgeRecord>, Ends>();

/** Edges by the node at each end, counted once for each table. */
function endsOf(doc: Doc): Ends {
  const cached = known.get(doc.edges);
  if (cached) return cached;
  const ends: Ends = { into: new Map(), from: new Map() };
  for (const edge of edgesOf(doc)) {
    collect(ends.into, edge.target, edge);
    collect(ends.from, edge.source, edge);
  }
  known.set(doc.edges, ends);
  return ends;
}

function collect(index: Map<string, EdgeRecord[]>, key: string, edge: EdgeRecord): void {
  const there = index.get(key);
  if (there) there.push(edge);
  else index.set(key, [edge]);
}

type Reach = WeakMap<Table<EdgeRecord>, Map<string, ReadonlySet<string>>>;

const before: Reach = new WeakMap();
const after: Reach = new WeakMap();

/** Ids of all nodes that feed a node, near or far. */
export function upstreamOf(doc: Doc, nodeId: string): ReadonlySet<string> {
  return reach(before, doc, nodeId, (id) => edgesInto(doc, id).map((edge) => edge.source));
}

/** Ids of all nodes that a node feeds, near or far. */
export function downstreamOf(doc: Doc, nodeId: string): ReadonlySet<string> {
  return reach(after, doc, nodeId, (id) => edgesFrom(doc, id).map((edge) => edge.target));
}

function reach(
  cache: Reach,
  doc: Doc,
  nodeId: string,
  next: (id: string) => string[],
): ReadonlySet<string> {
  const known = cache.get(doc.edges) ?? new Map<string, ReadonlySet<string>>();
  const cached = known.get(nodeId);
  if (cached) return cached;
  const seen = new Set<string>();
  const waiting = next(nodeId);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    waiting.push(...next(id));
  }
  cache.set(doc.edges, known.set(nodeId, seen));
  return seen;
}
