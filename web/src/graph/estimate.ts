import type { NodeData, NodeRecord, NodeType } from "@/api/types";

import { heldAsset, typeOf, type Catalogue } from "./catalogue";
import { upstreamOf, type Doc } from "./document";
import { fieldSpecs } from "./fieldSpec";
import { fansOut, listLength } from "./lists";
import { referencesOf } from "./references";
import { isRunnable } from "./writing";

/** A node's type and data as the estimate takes them, and for how many items of a list. */
export type PriceQuestion = NodeData & { nodeType: string; items?: number };

/**
 * What the server is asked for a node's price; null where the length of a list
 * is not written there.
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
  return items === null ? null : { ...question, ...single(type), items };
}

/** In a list a node that has a count makes one at a time. */
function single(type: NodeType): NodeData {
  const counted = fieldSpecs(type).filter(({ control }) => control === "count");
  return Object.fromEntries(counted.map(({ name }) => [name, 1]));
}

/** What a price never depends on. */
const free = new Set(["asset", "fields", "outputs", "reviewPrompt"]);

/**
 * A node's data as far as a price depends on them. References that are wired
 * count like those picked, and of a prompt only its length does.
 */
function pricedData(
  doc: Doc,
  catalogue: Catalogue,
  node: NodeRecord,
  type: NodeType,
): PriceQuestion {
  const asked: PriceQuestion = { ...node.data, nodeType: type.type };
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

/**
 * Whether a node's price is that of all items of a list. One that holds a picture makes none in
 * a run as it stands, and one for it alone is asked for.
 */
export function isListed(doc: Doc, catalogue: Catalogue, nodeId: string): boolean {
  const node = doc.nodes.byId[nodeId];
  const type = node && typeOf(catalogue, node);
  if (!type || !isRunnable(type, node.data)) return false;
  return heldAsset(catalogue, node) === null && fansOut(doc, catalogue, nodeId);
}

/**
 * The nodes whose price is that of all items of a list, but for those that need one with a
 * problem: it would keep a run from starting.
 */
export function listedNodes(doc: Doc, catalogue: Catalogue, faulty: ReadonlySet<string>): string[] {
  const sound = (id: string) =>
    faulty.size === 0 || ![id, ...upstreamOf(doc, id)].some((each) => faulty.has(each));
  return doc.nodes.order.filter((id) => isListed(doc, catalogue, id) && sound(id));
}
