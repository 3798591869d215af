import type { EdgeRecord, JsonValue } from "@/api/types";

import { typeOf, type Catalogue } from "./catalogue";
import { edgesInto, type Doc } from "./document";
import { fieldSpecs } from "./fieldSpec";
import { inputPorts, outputPorts } from "./ports";

/**
 * Whether a node runs once per item: a list comes into a socket that takes one value, or what a
 * node made that runs so itself.
 */
export function fansOut(doc: Doc, catalogue: Catalogue, nodeId: string): boolean {
  const seen = new Set<string>();
  const waiting = [nodeId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const edges = singleEdges(doc, catalogue, id);
    if (edges.some((edge) => carriesList(doc, catalogue, edge))) return true;
    waiting.push(...edges.map((edge) => edge.source));
  }
  return false;
}

/**
 * For how many items a node runs, where a list that is wired into it says so itself: null where
 * none does.
 */
export function listLength(doc: Doc, catalogue: Catalogue, nodeId: string): number | null {
  for (const edge of singleEdges(doc, catalogue, nodeId)) {
    const source = doc.nodes.byId[edge.source];
    const type = source && typeOf(catalogue, source);
    const field = type && fieldSpecs(type).find((each) => each.control === "items");
    const items: JsonValue | undefined = field && source.data[field.name];
    if (Array.isArray(items) && carriesList(doc, catalogue, edge)) return items.length;
  }
  return null;
}

/** The wires into sockets of a node that take one value. */
function singleEdges(doc: Doc, catalogue: Catalogue, nodeId: string): EdgeRecord[] {
  const node = doc.nodes.byId[nodeId];
  const edges = edgesInto(doc, nodeId);
  if (!node || edges.length === 0) return [];
  const single = new Set(
    inputPorts(doc, catalogue, node)
      .filter((port) => port.takes === "one")
      .map((port) => port.name),
  );
  return edges.filter((edge) => single.has(edge.targetHandle));
}

function carriesList(doc: Doc, catalogue: Catalogue, edge: EdgeRecord): boolean {
  const source = doc.nodes.byId[edge.source];
  const ports = source ? outputPorts(catalogue, source) : [];
  return ports.find((port) => port.name === edge.sourceHandle)?.type === "list";
}
