import type { JsonValue, NodeRecord } from "@/api/types";

import { edgesFrom, nodesOf, type Doc } from "./document";
import type { Change, Patch } from "./patch";

/**
 * Gives a field that a node declares another name. Wires from its handle and
 * templates that read it go with it.
 */
export function renameFieldPatch(
  doc: Doc,
  node: NodeRecord,
  key: string,
  from: string,
  to: string,
): Patch {
  const declared = renameEntry(node.data[key], from, to);
  if (declared === undefined) return [];
  const own: Change = { op: "setNode", id: node.id, path: ["data", key], value: declared };
  const wires = edgesFrom(doc, node.id)
    .filter((edge) => edge.sourceHandle === from)
    .map((edge): Change => ({ op: "setEdge", id: edge.id, path: ["sourceHandle"], value: to }));
  const readers = nodesOf(doc).flatMap((other) =>
    other.id === node.id ? [] : templateChanges(other, [node.id, "trigger"], from, to),
  );
  return [own, ...wires, ...readers];
}

function renameEntry(list: JsonValue | undefined, from: string, to: string): JsonValue | undefined {
  if (!Array.isArray(list)) return undefined;
  return list.map((entry) =>
    typeof entry === "object" && entry !== null && !Array.isArray(entry) && entry["name"] === from
      ? { ...entry, name: to }
      : entry,
  );
}

function templateChanges(node: NodeRecord, heads: string[], from: string, to: string): Change[] {
  const pattern = new RegExp(`(\\{[{%][^}]*?\\b(?:${heads.join("|")})\\.output\\.)${from}\\b`, "g");
  return Object.entries(node.data).flatMap(([key, value]): Change[] => {
    const renamed = mapTexts(value, (text) => text.replace(pattern, `$1${to}`));
    return renamed === value
      ? []
      : [{ op: "setNode", id: node.id, path: ["data", key], value: renamed }];
  });
}

/** A value with every text in it changed; the very same value where nothing was. */
export function mapTexts(value: JsonValue, change: (text: string) => string): JsonValue {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => mapTexts(item, change));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (typeof value === "object" && value !== null) {
    const pairs = Object.entries(value).map(
      ([key, item]) => [key, mapTexts(item, change)] as const,
    );
    return pairs.every(([key, item]) => item === value[key]) ? value : Object.fromEntries(pairs);
  }
  return value;
}
