import type { NodeRecord } from "@/api/types";
import { nodesOf, type Doc } from "./document";

/** The node under another id, which knows the one it had: what it made is kept under that. */
export function withFormer(node: NodeRecord, from: string): NodeRecord {
  const was = [...(node.was ?? []), from].filter((id) => id !== node.id);
  const { was: _before, ...rest } = node;
  return was.length > 0 ? { ...rest, was } : rest;
}

/** For each id that a node had, the one it has now. */
export function formerNames(doc: Doc): ReadonlyMap<string, string> {
  const pairs = nodesOf(doc).flatMap(({ id, was }) =>
    (was ?? []).map((former): [string, string] => [former, id]),
  );
  return new Map(pairs);
}

/** The ids that no other node may have: those in use, and those that pictures are kept under. */
export function takenIds(doc: Doc): Set<string> {
  return new Set([...doc.nodes.order, ...formerNames(doc).keys()]);
}
