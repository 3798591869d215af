import type { NodeRecord } from "@/api/types";

import { items, type Doc, type Table } from "./document";
import { diff } from "./merge";
import { apply, type Change, type Patch } from "./patch";

/** What lies between two documents, as a person would tell it. */
export interface DocChanges {
  added: readonly NodeRecord[];
  removed: readonly NodeRecord[];
  /** Nodes whose settings are others, as they are after. */
  changed: readonly NodeRecord[];
  /** How many nodes only stand elsewhere. */
  moved: number;
  /** How many wires came or went. */
  wires: number;
  /** The new name, where it is another. */
  name: string | null;
}

export function changesBetween(from: Doc, to: Doc): DocChanges {
  const patch = diff(from, to);
  const touched = new Map<string, boolean>();
  for (const change of patch)
    if (change.op === "setNode")
      touched.set(change.id, (touched.get(change.id) ?? false) || change.path[0] !== "position");
  return {
    added: patch.flatMap((change) => (change.op === "addNode" ? [change.node] : [])),
    removed: records(
      from,
      patch.flatMap((change) => (change.op === "removeNode" ? [change.id] : [])),
    ),
    changed: records(
      to,
      [...touched].flatMap(([id, more]) => (more ? [id] : [])),
    ),
    moved: [...touched.values()].filter((more) => !more).length,
    wires: patch.filter(({ op }) => op === "addEdge" || op === "removeEdge" || op === "setEdge")
      .length,
    name: from.meta.name === to.meta.name ? null : to.meta.name,
  };
}

function records(doc: Doc, ids: readonly string[]): NodeRecord[] {
  return ids.flatMap((id) => doc.nodes.byId[id] ?? []);
}

/** The changes that make one document exactly another, the order of its wires included. */
export function restorePatch(from: Doc, to: Doc): Patch {
  const patch = diff(from, to);
  const reached = apply(from, patch).doc;
  return [...patch, ...reorderNodes(reached, to), ...reorderEdges(reached, to)];
}

function reorderNodes(reached: Doc, to: Doc): Change[] {
  if (sameOrder(reached.nodes, to.nodes)) return [];
  return [
    ...reached.nodes.order.map((id): Change => ({ op: "removeNode", id })),
    ...items(to.nodes).map((node, at): Change => ({ op: "addNode", node, at })),
  ];
}

function reorderEdges(reached: Doc, to: Doc): Change[] {
  if (sameOrder(reached.edges, to.edges)) return [];
  return [
    ...reached.edges.order.map((id): Change => ({ op: "removeEdge", id })),
    ...items(to.edges).map((edge, at): Change => ({ op: "addEdge", edge, at })),
  ];
}

function sameOrder(one: Table<unknown>, other: Table<unknown>): boolean {
  return one.order.every((id, at) => other.order[at] === id);
}

/** Saves of one quarter of an hour, newest first. */
interface Slot<Saved> {
  saves: readonly [Saved, ...Saved[]];
  /** The moment its newest was saved. */
  at: number;
}

/** Slots of one day, newest first. */
export interface Day<Saved> {
  /** Its first moment. */
  start: number;
  slots: readonly Slot<Saved>[];
}

const QUARTER = 15 * 60_000;

/** Saves, newest first, by day and quarter of an hour as clocks here show them. */
export function byDay<Saved extends { savedAt: string }>(saves: readonly Saved[]): Day<Saved>[] {
  const days: { start: number; slots: { saves: [Saved, ...Saved[]]; at: number }[] }[] = [];
  let quarter = NaN;
  for (const save of saves) {
    const at = Date.parse(save.savedAt);
    const start = new Date(at).setHours(0, 0, 0, 0);
    if (days.at(-1)?.start !== start) {
      days.push({ start, slots: [] });
      quarter = NaN;
    }
    const slots = days.at(-1)?.slots ?? [];
    const slot = slots.at(-1);
    const its = Math.floor(at / QUARTER);
    if (slot && its === quarter) slot.saves.push(save);
    else slots.push({ saves: [save], at });
    quarter = its;
  }
  return days;
}
