import type { JsonValue, PropertySchema } from "@/api/types";
import { schemaType } from "@/fields/schema";

/** Values to call a workflow with, by name. */
export type Inputs = Readonly<Record<string, JsonValue>>;

/** What a request's field is to the person who fills it in. */
export type InputKind = "text" | "number" | "boolean" | "list" | "params" | "image";

const KINDS: Readonly<Record<string, InputKind>> = {
  string: "text",
  number: "number",
  integer: "number",
  boolean: "boolean",
  array: "list",
};

/** A picture may be given in several ways, which is how its schema is known. */
export function inputKind(property: PropertySchema): InputKind {
  if (property.anyOf) return "image";
  return KINDS[schemaType(property)] ?? "params";
}

/** What a form begins with: defaults, and words for a text that must be given. */
export function firstInputs(schema: PropertySchema): Inputs {
  const required = new Set(schema.required ?? []);
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).flatMap(([name, property]): [string, JsonValue][] => {
      if (property.default !== undefined) return [[name, property.default]];
      const value = required.has(name) ? firstValue(property) : null;
      return value === null ? [] : [[name, value]];
    }),
  );
}

function firstValue(property: PropertySchema): JsonValue {
  switch (inputKind(property)) {
    case "number":
      return property.minimum ?? 1;
    case "boolean":
      return true;
    case "list":
      return [];
    case "params":
      return {};
    case "text":
      return "a fox in the snow";
    case "image":
      return null;
  }
}

const SOME_PICTURE = "https://example.com/picture.png";

/** The inputs of an example: those of the form, and something to replace for a picture not picked yet. */
export function exampleInputs(schema: PropertySchema, inputs: Inputs): Inputs {
  const missing = (schema.required ?? []).filter((name) => {
    const property = schema.properties?.[name];
    return property && inputKind(property) === "image" && inputs[name] === undefined;
  });
  return { ...inputs, ...Object.fromEntries(missing.map((name) => [name, SOME_PICTURE])) };
}
