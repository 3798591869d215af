import type { JsonValue, NodeData, NodeType } from "@/api/types";

import { typeOf, type Catalogue } from "./catalogue";
import { edgesInto, type Doc } from "./document";
import { fieldSpecs } from "./fieldSpec";
import { inputPorts, outputPorts } from "./ports";

/** What a price can depend on: a node's data without its texts and files. */
export function pricedData(type: NodeType, data: NodeData): NodeData {
  const free = new Set(["prompt", "text", "asset", "references", "fields", "outputs"]);
  const texts = fieldSpecs(type).filter((field) => free.has(field.control));
  const names = new Set(texts.map((field) => field.name));
  return Object.fromEntries(Object.entries(data).filter(([key]) => !names.has(key)));
}

/** How many items a list wired into a node has: null where none is, or its length is not known. */
export function listLength(doc: Doc, catalogue: Catalogue, nodeId: string): number | null {
  for (const edge of listEdges(doc, catalogue, nodeId)) {
    const source = doc.nodes.byId[edge.source];
    const type = source && typeOf(catalogue, source);
    const field = type && fieldSpecs(type).find((each) => each.control === "items");
    const items: JsonValue | undefined = field && source.data[field.name];
    if (Array.isArray(items)) return items.length;
  }
  return null;
}

/** Whether a list is wired into a socket that takes one value, so that the node runs once per item. */
export function fansOut(doc: Doc, catalogue: Catalogue, nodeId: string): boolean {
  return listEdges(doc, catalogue, nodeId).length > 0;
}

function listEdges(doc: Doc, catalogue: Catalogue, nodeId: string) {
  const node = doc.nodes.byId[nodeId];
  if (!node) return [];
  const one = new Set(
    inputPorts(doc, catalogue, node)
      .filter((port) => port.takes === "one")
      .map((port) => port.name),
  );
  return edgesInto(doc, nodeId).filter((edge) => {
    const source = doc.nodes.byId[edge.source];
    const port =
      source && outputPorts(catalogue, source).find((each) => each.name === edge.sourceHandle);
    return port?.type === "list" && one.has(edge.targetHandle);
  });
}
