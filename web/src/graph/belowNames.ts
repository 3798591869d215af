import type { JsonValue } from "@/api/types";

/** A name below a value, as templates write it, and what kind of value it is. */
export interface BelowName {
  path: string;
  type: string;
  /** The value itself, where there is one to show. */
  value?: JsonValue;
}

type JsonObject = Readonly<Record<string, JsonValue>>;

const DEEPEST = 3;
const MOST = 60;
const NAME = /^[A-Za-z_]\w*$/;

/** The names that a JSON Schema gives to what stands below a value; null where it gives none. */
export function schemaNames(schema: JsonValue | undefined, depth = 0): BelowName[] | null {
  if (!isObject(schema) || depth === DEEPEST) return null;
  if (schema.type === "array") return prefixed("first", schemaNames(schema.items, depth));
  if (!isObject(schema.properties)) return null;
  return Object.entries(schema.properties)
    .filter(([name]) => NAME.test(name))
    .flatMap(([name, part]) => [
      { path: name, type: typeOf(part) },
      ...(prefixed(name, schemaNames(part, depth + 1)) ?? []),
    ])
    .slice(0, MOST);
}

/** The names of what stands below a value that came of a run. */
export function valueNames(value: JsonValue | undefined, depth = 0): BelowName[] {
  if (depth === DEEPEST) return [];
  if (Array.isArray(value)) return prefixed("first", valueNames(value[0], depth + 1)) ?? [];
  if (!isObject(value)) return [];
  return Object.entries(value)
    .filter(([name, part]) => NAME.test(name) && part !== null)
    .flatMap(([name, part]) => [
      { path: name, type: kindOf(part), value: part },
      ...(prefixed(name, valueNames(part, depth + 1)) ?? []),
    ])
    .slice(0, MOST);
}

function prefixed(name: string, names: BelowName[] | null): BelowName[] | null {
  return names && names.map((below) => ({ ...below, path: `${name}.${below.path}` }));
}

function typeOf(part: JsonValue): string {
  if (!isObject(part)) return "any";
  const type = Array.isArray(part.type) ? part.type[0] : part.type;
  return typeof type === "string" ? (SHOWN[type] ?? "any") : "any";
}

function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return "list";
  return SHOWN[typeof value] ?? "any";
}

/** JSON's types as handles call them. */
const SHOWN: Readonly<Record<string, string>> = {
  array: "list",
  boolean: "boolean",
  integer: "number",
  number: "number",
  string: "text",
};

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
