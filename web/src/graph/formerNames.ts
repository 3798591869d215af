import type { NodeRecord } from "@/api/types";
import { nodesOf, type Doc } from "./document";

/** The node under another id, which knows the one it had: what it made is kept under that. */
export function withFormer(node: NodeRecord, from: string): NodeRecord {
  const was = [...formerOf(node), from].filter((id) => id !== node.id);
  const { was: _before, ...rest } = node;
  return was.length > 0 ? { ...rest, was } : rest;
}

/** For each id that a node had and that none has now, the one it has now. */
export function formerNames(doc: Doc): ReadonlyMap<string, string> {
  const pairs = nodesOf(doc).flatMap((node) =>
    formerOf(node)
      .filter((former) => !(former in doc.nodes.byId))
      .map((former): [string, string] => [former, node.id]),
  );
  return new Map(pairs);
}

/** The ids that no other node may have: those in use, and those that pictures are kept under. */
export function takenIds(doc: Doc): Set<string> {
  return new Set([...doc.nodes.order, ...formerNames(doc).keys()]);
}

/** Nobody checks what stands there: a document may come from any program. */
function formerOf({ was }: NodeRecord): string[] {
  return Array.isArray(was) ? was.filter((id) => typeof id === "string") : [];
}
