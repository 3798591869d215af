import type { EdgeRecord, NodeRecord } from "@/api/types";

import type { Annotation } from "./annotations";
import { freshIds, renamed, renamedMembers } from "./clipboard";
import { items, type Doc, type Table } from "./document";
import { equal } from "./equal";
import { apply, type Change, type Patch } from "./patch";

/** What both sides changed, and differently. */
export interface Clash {
  nodeId: string | null;
  /** The key both changed; null where one side removed the record. */
  field: string | null;
}

export interface Merged {
  /** Their document with my changes on top. */
  mine: Doc;
  /** Their document with those of my changes that do not clash. */
  theirs: Doc;
  clashes: Clash[];
}

/**
 * Brings my changes since `base` onto the document somebody else saved since.
 * Changes of different nodes, wires or fields both stay; nodes that both sides
 * happened to give the same id both stay, mine under a new one.
 */
export function merge(base: Doc, mine: Doc, theirs: Doc): Merged {
  const apart = renameClashing(base, mine, theirs);
  const ours = diff(base, apart);
  const other = index(diff(base, theirs));
  const clashing = new Set(ours.filter((change) => clashes(change, other, theirs)));
  const safe = ours.filter((change) => !clashing.has(change));
  return {
    mine: soundEdges(apply(theirs, revive(ours, base, theirs)).doc),
    theirs: soundEdges(apply(theirs, safe).doc),
    clashes: [...clashing].map(describe),
  };
}

/** The changes that lead from one document to another, field by field. */
export function diff(from: Doc, to: Doc): Patch {
  return [
    ...metaChanges(from, to),
    ...removals(from.edges, to.edges).map((id): Change => ({ op: "removeEdge", id })),
    ...removals(from.nodes, to.nodes).map((id): Change => ({ op: "removeNode", id })),
    ...additions(from.nodes, to.nodes).map(([node, at]): Change => ({ op: "addNode", node, at })),
    ...shared(from.nodes, to.nodes).flatMap(([a, b]) => nodeChanges(a, b)),
    ...additions(from.edges, to.edges).map(([edge, at]): Change => ({ op: "addEdge", edge, at })),
    ...shared(from.edges, to.edges).flatMap(([a, b]) =>
      keyChanges(a, b).map((key): Change => ({
        op: "setEdge",
        id: a.id,
        path: [key],
        value: read(b, key),
      })),
    ),
    ...annotationChanges(from.annotations, to.annotations),
  ];
}

function annotationChanges(from: Table<Annotation>, to: Table<Annotation>): Change[] {
  return [
    ...removals(from, to).map((id): Change => ({ op: "removeAnnotation", id })),
    ...additions(from, to).map(([annotation, at]): Change => ({
      op: "addAnnotation",
      annotation,
      at,
    })),
    ...shared(from, to).flatMap(([a, b]) =>
      keyChanges(a, b).map((key): Change => ({
        op: "setAnnotation",
        id: a.id,
        path: [key],
        value: read(b, key),
      })),
    ),
  ];
}

function metaChanges(from: Doc, to: Doc): Change[] {
  return keyChanges(from.meta, to.meta).map((key) => ({ op: "setMeta", key, value: to.meta[key] }));
}

function nodeChanges(from: NodeRecord, to: NodeRecord): Change[] {
  const outside = keyChanges(from, to)
    .filter((key) => key !== "data")
    .map((key): Change => ({ op: "setNode", id: from.id, path: [key], value: read(to, key) }));
  const inside = keyChanges(from.data, to.data).map((key): Change => ({
    op: "setNode",
    id: from.id,
    path: ["data", key],
    value: to.data[key],
  }));
  return [...outside, ...inside];
}

function keyChanges(from: object, to: object): string[] {
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...keys].filter((key) => !equal(read(from, key), read(to, key)));
}

function read(record: object, key: string): unknown {
  return (record as Record<string, unknown>)[key];
}

function removals<Item>(from: Table<Item>, to: Table<Item>): string[] {
  return from.order.filter((id) => !(id in to.byId));
}

function additions<Item>(from: Table<Item>, to: Table<Item>): [Item, number][] {
  return to.order.flatMap((id, at): [Item, number][] => {
    const item = to.byId[id];
    return item !== undefined && !(id in from.byId) ? [[item, at]] : [];
  });
}

function shared<Item>(from: Table<Item>, to: Table<Item>): [Item, Item][] {
  return from.order.flatMap((id): [Item, Item][] => {
    const [a, b] = [from.byId[id], to.byId[id]];
    return a !== undefined && b !== undefined && a !== b ? [[a, b]] : [];
  });
}

/** Where a change acts: equal keys touch the same thing. */
function keyOf(change: Change): string {
  switch (change.op) {
    case "addNode":
      return `node ${change.node.id}`;
    case "addEdge":
      return `edge ${change.edge.id}`;
    case "removeNode":
      return `node ${change.id}`;
    case "removeEdge":
      return `edge ${change.id}`;
    case "setNode":
      return `node ${change.id} ${change.path.join(" ")}`;
    case "setEdge":
      return `edge ${change.id} ${change.path.join(" ")}`;
    case "addAnnotation":
      return `annotation ${change.annotation.id}`;
    case "removeAnnotation":
      return `annotation ${change.id}`;
    case "setAnnotation":
      return `annotation ${change.id} ${change.path.join(" ")}`;
    case "setMeta":
      return `meta ${change.key}`;
  }
}

function recordOf(change: Change): string {
  return keyOf(change).split(" ").slice(0, 2).join(" ");
}

interface Others {
  byKey: Map<string, Change>;
  /** Records that the other side touched in any way. */
  records: Set<string>;
}

function index(patch: Patch): Others {
  return {
    byKey: new Map(patch.map((change) => [keyOf(change), change])),
    records: new Set(patch.map(recordOf)),
  };
}

function clashes(change: Change, other: Others, theirs: Doc): boolean {
  switch (change.op) {
    case "removeNode":
    case "removeEdge":
    case "removeAnnotation":
      return other.records.has(recordOf(change)) && !other.byKey.has(keyOf(change));
    case "setNode":
      return !(change.id in theirs.nodes.byId) || differs(change, other);
    case "setEdge":
      return !(change.id in theirs.edges.byId) || differs(change, other);
    case "setMeta":
      return differs(change, other);
    case "addEdge":
      return !ends(change.edge).every(
        (id) => id in theirs.nodes.byId || other.byKey.has(`node ${id}`) === false,
      );
    case "setAnnotation":
      // Where it stands and how large it is, is no loss to anyone.
      return isWords(change.path) && differs(change, other);
    case "addNode":
    case "addAnnotation":
      return false;
  }
}

function isWords(path: readonly string[]): boolean {
  return path[0] === "text" || path[0] === "title";
}

function differs(change: Extract<Change, { value: unknown }>, other: Others): boolean {
  const counterpart = other.byKey.get(keyOf(change));
  return (
    counterpart !== undefined && "value" in counterpart && !equal(counterpart.value, change.value)
  );
}

function ends(edge: EdgeRecord): [string, string] {
  return [edge.source, edge.target];
}

function describe(change: Change): Clash {
  switch (change.op) {
    case "setNode":
      return { nodeId: change.id, field: change.path.at(-1) ?? null };
    case "removeNode":
      return { nodeId: change.id, field: null };
    case "addEdge":
      return { nodeId: change.edge.target, field: null };
    case "setAnnotation":
      return { nodeId: change.id, field: change.path.at(-1) ?? null };
    case "removeAnnotation":
      return { nodeId: change.id, field: null };
    case "setMeta":
      return { nodeId: null, field: change.key };
    default:
      return { nodeId: null, field: null };
  }
}

/** Before my changes to a record the other side removed, puts the record back. */
function revive(ours: Patch, base: Doc, theirs: Doc): Patch {
  const missing = new Set(
    ours.flatMap((change) => {
      if (change.op === "setNode") return [change.id];
      return change.op === "addEdge" ? ends(change.edge) : [];
    }),
  );
  const back = [...missing].flatMap((id): Change[] => {
    const node = base.nodes.byId[id];
    return node && !(id in theirs.nodes.byId)
      ? [{ op: "addNode", node, at: theirs.nodes.order.length }]
      : [];
  });
  return [...back, ...reviveAnnotations(ours, base, theirs), ...ours];
}

function reviveAnnotations(ours: Patch, base: Doc, theirs: Doc): Change[] {
  const changed = new Set(ours.flatMap((each) => (each.op === "setAnnotation" ? [each.id] : [])));
  return [...changed].flatMap((id): Change[] => {
    const annotation = base.annotations.byId[id];
    return annotation && !(id in theirs.annotations.byId)
      ? [{ op: "addAnnotation", annotation, at: theirs.annotations.order.length }]
      : [];
  });
}

function renameClashing(base: Doc, mine: Doc, theirs: Doc): Doc {
  const doubles = items(mine.nodes).filter(
    (node) =>
      !(node.id in base.nodes.byId) &&
      node.id in theirs.nodes.byId &&
      !equal(theirs.nodes.byId[node.id], node),
  );
  if (doubles.length === 0) return mine;
  const ids = freshIds(new Set([...mine.nodes.order, ...theirs.nodes.order]), doubles);
  const next = (id: string) => ids.get(id) ?? id;
  const nodes = items(mine.nodes).map((node) => renamed(node, ids));
  const edges = items(mine.edges).map((edge) => ({
    ...edge,
    source: next(edge.source),
    target: next(edge.target),
  }));
  return {
    meta: mine.meta,
    annotations: renamedMembers(mine.annotations, ids),
    nodes: {
      byId: Object.fromEntries(nodes.map((node) => [node.id, node])),
      order: nodes.map((n) => n.id),
    },
    edges: { ...mine.edges, byId: Object.fromEntries(edges.map((edge) => [edge.id, edge])) },
  };
}

/** Leaves out wires that lost an end in the merge. */
function soundEdges(doc: Doc): Doc {
  const loose = items(doc.edges).filter((edge) => ends(edge).some((id) => !(id in doc.nodes.byId)));
  return loose.length === 0
    ? doc
    : apply(
        doc,
        loose.map((edge): Change => ({ op: "removeEdge", id: edge.id })),
      ).doc;
}
