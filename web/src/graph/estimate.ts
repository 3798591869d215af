import type { JsonValue, NodeData, NodeRecord, NodeType } from "@/api/types";

import { typeOf, type Catalogue } from "./catalogue";
import { edgesInto, type Doc } from "./document";
import { fieldSpecs } from "./fieldSpec";
import { inputPorts, outputPorts } from "./ports";
import { referencesOf } from "./references";

/** A node's data as the estimate takes them, and for how many items of a list. */
export type PriceQuestion = NodeData & { items?: number };

/**
 * What the server is asked for a node's price; null where it cannot know: the
 * length of a wired list shows only in a run.
 */
export function priceQuestion(
  doc: Doc,
  catalogue: Catalogue,
  nodeId: string,
): PriceQuestion | null {
  const node = doc.nodes.byId[nodeId];
  const type = node ? typeOf(catalogue, node) : null;
  if (!node || !type) return null;
  const question = pricedData(doc, catalogue, node, type);
  if (!fansOut(doc, catalogue, nodeId)) return question;
  const items = listLength(doc, catalogue, nodeId);
  return items === null ? null : { ...question, count: 1, items };
}

/** What a price never depends on. */
const free = new Set(["asset", "fields", "outputs", "reviewPrompt"]);

/**
 * A node's data as far as a price depends on them. References that are wired
 * count like those picked, and of a prompt only its length does.
 */
function pricedData(doc: Doc, catalogue: Catalogue, node: NodeRecord, type: NodeType): NodeData {
  const asked: NodeData = { ...node.data };
  for (const { name, control } of fieldSpecs(type)) {
    const value = asked[name];
    if (free.has(control)) delete asked[name];
    if (control === "prompt" && typeof value === "string") asked[name] = ofSameLength(value);
    if (control === "references") asked[name] = countedReferences(doc, catalogue, node);
  }
  return asked;
}

const step = 100;

/** As long as the text, in steps: a large workflow then asks few different questions, and a typist few times. */
function ofSameLength(text: string): string {
  return "x".repeat(Math.ceil(new TextEncoder().encode(text).length / step) * step);
}

function countedReferences(
  doc: Doc,
  catalogue: Catalogue,
  node: NodeRecord,
): Record<string, string[]> {
  const byRole: Record<string, string[]> = {};
  for (const { role } of referencesOf(doc, catalogue, node))
    byRole[role] = [...(byRole[role] ?? []), "x"];
  return byRole;
}

/** How many items a list wired into a node has: null where none is, or its length is not known. */
function listLength(doc: Doc, catalogue: Catalogue, nodeId: string): number | null {
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
