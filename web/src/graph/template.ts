import type { NodeRecord, NodeType } from "@/api/types";

import { typeOf, type Catalogue } from "./catalogue";
import { downstreamOf, nodesOf, type Doc } from "./document";
import { namedFields } from "./ports";

/** A name that a template may use. */
export interface TemplateName {
  /** What stands between the braces: `text.output.text`. */
  expression: string;
  nodeId: string;
  nodeTitle: string;
  type: string;
}

/** A `{{ name }}` in a text, with its place. */
export interface TemplateUse {
  name: string;
  start: number;
  end: number;
}

/** Names of everything that stands before a node, or beside it. */
export function templateNames(doc: Doc, catalogue: Catalogue, nodeId: string): TemplateName[] {
  const later = downstreamOf(doc, nodeId);
  return nodesOf(doc).flatMap((node) => {
    const type = typeOf(catalogue, node);
    if (!type || node.id === nodeId || later.has(node.id)) return [];
    return namesOf(node, type);
  });
}

const known = new WeakMap<NodeRecord, TemplateName[]>();

/** The names of one node's outputs; the same objects while its record is the same. */
function namesOf(node: NodeRecord, type: NodeType): TemplateName[] {
  const cached = known.get(node);
  if (cached) return cached;
  const fields = type.dynamic.outputs === "fields" ? namedFields(node) : type.outputFields;
  const names = fields.map((field) => ({
    expression: `${node.id}.output.${field.name}`,
    nodeId: node.id,
    nodeTitle: type.title,
    type: field.type,
  }));
  known.set(node, names);
  return names;
}

/** The variables a template reads, by the head of each `{{ … }}`. */
export function templateUses(text: string): TemplateUse[] {
  const uses: TemplateUse[] = [];
  for (const match of text.matchAll(/\{\{-?\s*([A-Za-z_][\w.[\]"'-]*)[^}]*\}\}/g)) {
    const name = match[1];
    if (name) uses.push({ name, start: match.index, end: match.index + match[0].length });
  }
  return uses;
}

/** Whether a name leads somewhere; below a known field anything may follow. */
export function resolves(name: string, names: readonly TemplateName[]): boolean {
  const plain = name.replace(/\[.*$/, "");
  if (["trigger", "run", "loop"].includes(plain.split(".")[0] ?? "")) return true;
  return names.some(({ expression }) => plain === expression || plain.startsWith(`${expression}.`));
}

/** A text with the nodes it names renamed. */
export function renameInTemplate(text: string, ids: ReadonlyMap<string, string>): string {
  return text.replace(
    /(\{\{-?\s*|\{%-?[^%]*?\s)([a-z][a-z0-9_]*)(?=\.output\b)/g,
    (whole, open: string, id: string) => {
      const next = ids.get(id);
      return next ? open + next : whole;
    },
  );
}
