import type { EdgeRecord, NodeRecord } from "@/api/types";

import type { Annotation } from "./annotations";
import type { Doc, Table } from "./document";

/**
 * One reversible change of a document. `at` is the place in the table's order;
 * a path names a key of the record, nested (`["data", "prompt"]`); an absent
 * value (`undefined`) removes the key.
 */
export type Change =
  | { op: "addNode"; node: NodeRecord; at: number }
  | { op: "removeNode"; id: string }
  | { op: "setNode"; id: string; path: readonly string[]; value: unknown }
  | { op: "addEdge"; edge: EdgeRecord; at: number }
  | { op: "removeEdge"; id: string }
  | { op: "setEdge"; id: string; path: readonly string[]; value: unknown }
  | { op: "addAnnotation"; annotation: Annotation; at: number }
  | { op: "removeAnnotation"; id: string }
  | { op: "setAnnotation"; id: string; path: readonly string[]; value: unknown }
  | { op: "setMeta"; key: string; value: unknown };

export type Patch = readonly Change[];

export interface Applied {
  doc: Doc;
  /** Applied to `doc`, gives the document from before. */
  inverse: Patch;
}

/** Applies changes in order; one that has nothing to act on (its record is gone) is left out. */
export function apply(doc: Doc, patch: Patch): Applied {
  const draft = new Draft(doc);
  const inverse: Change[] = [];
  for (const change of patch) {
    const back = draft.apply(change);
    if (back) inverse.unshift(back);
  }
  return { doc: draft.finish(), inverse };
}

class Draft {
  private meta: Doc["meta"];
  private readonly nodes: TableDraft<NodeRecord>;
  private readonly edges: TableDraft<EdgeRecord>;
  private readonly annotations: TableDraft<Annotation>;

  constructor(doc: Doc) {
    this.meta = doc.meta;
    this.nodes = new TableDraft(doc.nodes);
    this.edges = new TableDraft(doc.edges);
    this.annotations = new TableDraft(doc.annotations);
  }

  apply(change: Change): Change | null {
    switch (change.op) {
      case "addNode":
        return this.nodes.add(change.node, change.at)
          ? { op: "removeNode", id: change.node.id }
          : null;
      case "addEdge":
        return this.edges.add(change.edge, change.at)
          ? { op: "removeEdge", id: change.edge.id }
          : null;
      case "removeNode": {
        const removed = this.nodes.remove(change.id);
        return removed && { op: "addNode", node: removed.item, at: removed.at };
      }
      case "removeEdge": {
        const removed = this.edges.remove(change.id);
        return removed && { op: "addEdge", edge: removed.item, at: removed.at };
      }
      case "setNode": {
        const before = this.nodes.set(change.id, change.path, change.value);
        return before && { ...change, value: before.value };
      }
      case "setEdge": {
        const before = this.edges.set(change.id, change.path, change.value);
        return before && { ...change, value: before.value };
      }
      case "addAnnotation":
        return this.annotations.add(change.annotation, change.at)
          ? { op: "removeAnnotation", id: change.annotation.id }
          : null;
      case "removeAnnotation": {
        const removed = this.annotations.remove(change.id);
        return removed && { op: "addAnnotation", annotation: removed.item, at: removed.at };
      }
      case "setAnnotation": {
        const before = this.annotations.set(change.id, change.path, change.value);
        return before && { ...change, value: before.value };
      }
      case "setMeta": {
        const value = this.meta[change.key];
        this.meta = withPath(this.meta, [change.key], change.value) as Doc["meta"];
        return { ...change, value };
      }
    }
  }

  finish(): Doc {
    return {
      meta: this.meta,
      nodes: this.nodes.finish(),
      edges: this.edges.finish(),
      annotations: this.annotations.finish(),
    };
  }
}

class TableDraft<Item extends { id: string }> {
  private byId: Record<string, Item>;
  private order: string[];
  private touched = false;

  constructor(private readonly source: Table<Item>) {
    this.byId = source.byId;
    this.order = source.order as string[];
  }

  add(item: Item, at: number): boolean {
    if (item.id in this.byId) return false;
    this.touch();
    this.byId[item.id] = item;
    this.order.splice(at, 0, item.id);
    return true;
  }

  remove(id: string): { item: Item; at: number } | null {
    const item = this.byId[id];
    if (!item) return null;
    this.touch();
    const at = this.order.indexOf(id);
    this.order.splice(at, 1);
    delete this.byId[id];
    return { item, at };
  }

  set(id: string, path: readonly string[], value: unknown): { value: unknown } | null {
    const item = this.byId[id];
    if (!item) return null;
    this.touch();
    this.byId[id] = withPath(item, path, value) as Item;
    return { value: atPath(item, path) };
  }

  finish(): Table<Item> {
    return this.touched ? { byId: this.byId, order: this.order } : this.source;
  }

  private touch(): void {
    if (this.touched) return;
    this.touched = true;
    this.byId = { ...this.byId };
    this.order = [...this.order];
  }
}

type Loose = Readonly<Record<string, unknown>>;

function atPath(record: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), record);
}

function withPath(record: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const source: Loose = isRecord(record) ? record : {};
  const inner = withPath(source[key], rest, value);
  if (inner !== undefined) return { ...source, [key]: inner };
  return Object.fromEntries(Object.entries(source).filter(([name]) => name !== key));
}

function isRecord(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
