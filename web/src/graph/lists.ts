import type { EdgeRecord, JsonValue } from "@/api/types";

import { typeOf, type Catalogue } from "./catalogue";
import { edgesFrom, edgesInto, edgesOf, type Doc } from "./document";
import { fieldSpecs } from "./fieldSpec";
import { inputPorts, outputPorts } from "./ports";

/**
 * Whether a node runs once per item: a list comes into a socket that takes one value, or what a
 * node made that runs so itself.
 */
export function fansOut(doc: Doc, catalogue: Catalogue, nodeId: string): boolean {
  return fanning(doc, catalogue).has(nodeId);
}

const known = new WeakMap<Doc, { catalogue: Catalogue; ids: ReadonlySet<string> }>();

/** The nodes that run once per item, found once for each document: every node asks. */
function fanning(doc: Doc, catalogue: Catalogue): ReadonlySet<string> {
  const cached = known.get(doc);
  if (cached?.catalogue === catalogue) return cached.ids;
  const ids = new Set<string>();
  const waiting = edgesOf(doc).filter((edge) => carriesList(doc, catalogue, edge));
  for (let edge = waiting.pop(); edge !== undefined; edge = waiting.pop()) {
    if (ids.has(edge.target) || !takesOne(doc, catalogue, edge)) continue;
    ids.add(edge.target);
    waiting.push(...edgesFrom(doc, edge.target));
  }
  known.set(doc, { catalogue, ids });
  return ids;
}

/**
 * For how many items a node runs, where a list that is wired into it says so itself: null where
 * none does.
 */
export function listLength(doc: Doc, catalogue: Catalogue, nodeId: string): number | null {
  for (const edge of edgesInto(doc, nodeId)) {
    if (!takesOne(doc, catalogue, edge)) continue;
    const source = doc.nodes.byId[edge.source];
    const type = source && typeOf(catalogue, source);
    const field = type && fieldSpecs(type).find((each) => each.control === "items");
    const items: JsonValue | undefined = field && source.data[field.name];
    if (Array.isArray(items) && carriesList(doc, catalogue, edge)) return items.length;
  }
  return null;
}

/** Whether a wire ends in a socket that takes one value. */
function takesOne(doc: Doc, catalogue: Catalogue, edge: EdgeRecord): boolean {
  const target = doc.nodes.byId[edge.target];
  const ports = target ? inputPorts(doc, catalogue, target) : [];
  return ports.find((port) => port.name === edge.targetHandle)?.takes === "one";
}

function carriesList(doc: Doc, catalogue: Catalogue, edge: EdgeRecord): boolean {
  const source = doc.nodes.byId[edge.source];
  const ports = source ? outputPorts(catalogue, source) : [];
  return ports.find((port) => port.name === edge.sourceHandle)?.type === "list";
}
