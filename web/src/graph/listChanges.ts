import type { NodeRecord } from "@/api/types";

import { edgesFrom, edgesInto, nodesOf, type Doc } from "./document";
import { namedLists, setLists } from "./namedLists";
import { aroundOf } from "./nesting";
import type { Change, Patch } from "./patch";
import { mapTexts } from "./renameField";

/**
 * Gives one of a node's lists another name. Its wires go with it, and the templates that read it
 * of the present item, in the nodes that run for each.
 */
export function renameListPatch(doc: Doc, node: NodeRecord, from: string, to: string): Patch {
  const lists = namedLists(node).map((list) => (list.name === from ? { ...list, name: to } : list));
  const wires = edgesInto(doc, node.id, from).map((edge): Change => ({
    op: "setEdge",
    id: edge.id,
    path: ["targetHandle"],
    value: to,
  }));
  const running = edgesFrom(doc, node.id).map((edge) => edge.target);
  const readers = nodesOf(doc).flatMap((other) => {
    const around = aroundOf(doc.nodes, other.id);
    const heads = running
      .filter((holder) => around.includes(holder))
      .flatMap((holder) => [`${holder}\\.output`, ...(holder === around[0] ? ["loop"] : [])]);
    return heads.length > 0 ? templateChanges(other, heads, from, to) : [];
  });
  return [setLists(node.id, lists), ...wires, ...readers];
}

/** Takes a list away, and the wires into it. */
export function removeListPatch(doc: Doc, node: NodeRecord, name: string): Patch {
  const wires = edgesInto(doc, node.id, name).map((edge): Change => ({
    op: "removeEdge",
    id: edge.id,
  }));
  return [
    ...wires,
    setLists(
      node.id,
      namedLists(node).filter((list) => list.name !== name),
    ),
  ];
}

/** In texts of a node, the field of an item by its new name; `heads` say whose item it is. */
function templateChanges(node: NodeRecord, heads: string[], from: string, to: string): Change[] {
  const read = new RegExp(`(\\{[{%][^}]*?\\b(?:${heads.join("|")})\\.\\w+\\.)${from}\\b`, "g");
  return Object.entries(node.data).flatMap(([key, value]): Change[] => {
    const renamed = mapTexts(value, (text) => text.replace(read, `$1${to}`));
    return renamed === value
      ? []
      : [{ op: "setNode", id: node.id, path: ["data", key], value: renamed }];
  });
}
