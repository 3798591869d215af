import type { JsonValue, NodeRecord, NodeType } from "@/api/types";

import type { Change } from "./patch";

/** The key of a node's data under which its named lists stand. */
const KEY = "lists";

/** One of several lists that a node makes one of. */
export interface NamedList {
  name: string;
  items?: JsonValue;
  split?: JsonValue;
}

/** Whether each entry of a node's own lists is a socket. */
export function namesLists(type: NodeType): boolean {
  return type.dynamic.inputs === "lists";
}

/** The lists a node names in its data, those with a name. */
export function namedLists(node: NodeRecord): NamedList[] {
  const value = node.data[KEY];
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return [];
    const name = entry.name;
    return typeof name === "string" && name !== "" ? [{ ...entry, name }] : [];
  });
}

/** The change that puts a node's lists in place of those it has. */
export function setLists(nodeId: string, lists: readonly NamedList[]): Change {
  return { op: "setNode", id: nodeId, path: ["data", KEY], value: lists };
}

/** A name for one more list, like that of the node it comes from. */
export function newListName(lists: readonly NamedList[], wanted: string): string {
  const taken = new Set(lists.map((list) => list.name));
  let name = wanted;
  for (let n = 2; taken.has(name); n += 1) name = `${wanted}_${n}`;
  return name;
}
