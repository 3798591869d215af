import type { JsonValue, NodeRecord, NodeType } from "@/api/types";

import { schemaNames, valueNames, type BelowName } from "./belowNames";
import { typeOf, type Catalogue } from "./catalogue";
import { downstreamOf, nodesOf, type Doc } from "./document";
import { namesOfItemsIn } from "./itemNames";
import { aroundOf } from "./nesting";
import { namedFields } from "./ports";

/** A name that a template may use. */
export interface TemplateName {
  /** What stands between the braces: `text.output.text`. */
  expression: string;
  nodeId: string;
  nodeTitle: string;
  type: string;
  /** Everything that may stand below it is named, too. */
  closed?: boolean;
  /** What it was in the last run. */
  value?: JsonValue;
}

/** A `{{ name }}` in a text, with its place. */
export interface TemplateUse {
  name: string;
  start: number;
  end: number;
}

/**
 * Names of everything that stands before a node, or beside it, and of the run itself; of a node
 * it stands in, what that gives to each round, and of the nearest the same under `loop`.
 */
export function templateNames(doc: Doc, catalogue: Catalogue, nodeId: string): TemplateName[] {
  const later = downstreamOf(doc, nodeId);
  const holders = aroundOf(doc.nodes, nodeId);
  const names = nodesOf(doc).flatMap((node) => {
    const type = typeOf(catalogue, node);
    if (!type || node.id === nodeId || later.has(node.id)) return [];
    if (holders.includes(node.id)) {
      const below = namesOfItemsIn(doc, catalogue, node);
      return innerNames(node, type, node.id === holders[0], below);
    }
    const shut = aroundOf(doc.nodes, node.id).some((holder) => !holders.includes(holder));
    return shut ? [] : namesOf(node, type);
  });
  return [...names, ...RUN_NAMES];
}

const RUN_NAMES: readonly TemplateName[] = ["run.id", "run.startedAt"].map((expression) => ({
  expression,
  nodeId: "run",
  nodeTitle: "",
  type: "text",
  closed: true,
}));

/** Names below those given, as the values of earlier runs show them; with each its last value. */
export function namesWithValues(
  names: readonly TemplateName[],
  outputOf: (nodeId: string) => JsonValue | null,
): TemplateName[] {
  const known = new Set(names.map((name) => name.expression));
  return names.flatMap((name) => {
    const value = valueAt(outputOf(name.nodeId), name.expression.split(".").slice(2));
    const valued = value === undefined ? name : { ...name, value };
    if (name.closed) return [valued];
    const below = valueNames(value)
      .map(({ path, ...rest }) => ({ ...name, ...rest, expression: `${name.expression}.${path}` }))
      .filter(({ expression }) => !known.has(expression));
    return [valued, ...below];
  });
}

function valueAt(output: JsonValue | null, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = output ?? undefined;
  for (const part of path) {
    if (Array.isArray(value)) value = part === "first" ? value[0] : undefined;
    else if (typeof value === "object" && value !== null) value = value[part];
    else return undefined;
  }
  return value;
}

function innerNames(
  node: NodeRecord,
  type: NodeType,
  nearest: boolean,
  below: readonly BelowName[],
): TemplateName[] {
  const named = { nodeId: node.id, nodeTitle: type.title };
  const heads = [`${node.id}.output`, ...(nearest ? ["loop"] : [])];
  return heads.flatMap((head) =>
    type.innerFields.flatMap(({ name, type: kind }) => [
      { ...named, expression: `${head}.${name}`, type: kind },
      ...(kind === "any" ? below : []).map((each) => ({
        ...named,
        expression: `${head}.${name}.${each.path}`,
        type: each.type,
      })),
    ]),
  );
}

const known = new WeakMap<NodeRecord, TemplateName[]>();

/** The names of one node's outputs; the same objects while its record is the same. */
function namesOf(node: NodeRecord, type: NodeType): TemplateName[] {
  const cached = known.get(node);
  if (cached) return cached;
  const named = { nodeId: node.id, nodeTitle: type.title };
  const names =
    type.exampleField !== null
      ? exampleNames(named, node.id, node.data[type.exampleField])
      : type.dynamic.outputs === "fields"
        ? namedFields(node).flatMap(({ name, type: kind }) => [
            { ...named, expression: `${node.id}.output.${name}`, type: kind },
            { ...named, expression: `trigger.output.${name}`, type: kind },
          ])
        : type.outputFields.flatMap((field) => fieldNames(node, named, field));
  known.set(node, names);
  return names;
}

/** Whatever may come, and what an example of it has. */
function exampleNames(
  named: Pick<TemplateName, "nodeId" | "nodeTitle">,
  nodeId: string,
  example: JsonValue | undefined,
): TemplateName[] {
  return ["trigger.output", `${nodeId}.output`].flatMap((head) => [
    { ...named, expression: head, type: "any" },
    ...valueNames(example).map(({ path, type }) => ({
      ...{ ...named, expression: `${head}.${path}`, type },
    })),
  ]);
}

/** A field and what its schema, where the node's data has one, says of what is below it. */
function fieldNames(
  node: NodeRecord,
  named: Pick<TemplateName, "nodeId" | "nodeTitle">,
  field: NodeType["outputFields"][number],
): TemplateName[] {
  const expression = `${node.id}.output.${field.name}`;
  if (field.schemaKey === null) return [{ ...named, expression, type: field.type }];
  const below = schemaNames(node.data[field.schemaKey]);
  if (!below) return node.data[field.schemaKey] ? [{ ...named, expression, type: field.type }] : [];
  return [
    { ...named, expression, type: field.type, closed: true },
    ...below.map(({ path, type }) => ({ ...named, expression: `${expression}.${path}`, type })),
  ];
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
  const above = names.filter(
    ({ expression }) => plain === expression || plain.startsWith(`${expression}.`),
  );
  const nearest = above.reduce<TemplateName | null>(
    (near, each) => (near && near.expression.length >= each.expression.length ? near : each),
    null,
  );
  return nearest !== null && (nearest.expression === plain || nearest.closed !== true);
}

/** A text with the nodes it names renamed, wherever between braces and outside quotes they stand. */
export function renameInTemplate(text: string, ids: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{[^}]*\}\}|\{%[^%]*%\}/g, (markup) =>
    markup.replace(
      /"[^"]*"|'[^']*'|(\brun\.attachments\.|(?<![\w.]))([a-z]\w*)(?=(\.output\b)?)/g,
      (whole, before?: string, id?: string, output?: string) => {
        const next = id !== undefined && (before || output) ? ids.get(id) : undefined;
        return next === undefined ? whole : `${before ?? ""}${next}`;
      },
    ),
  );
}
