import type { JsonValue } from "@/api/types";

import { equal } from "./equal";

/** What a field of a structured answer holds. */
export const ANSWER_TYPES = ["text", "number", "integer", "boolean", "choice", "list"] as const;
export type AnswerType = (typeof ANSWER_TYPES)[number];

/** A field of a structured answer. */
export interface AnswerField {
  name: string;
  type: AnswerType;
  description: string;
  required: boolean;
  /** What it may be, where it is one of several. */
  choices: readonly string[];
}

type JsonObject = Readonly<Record<string, JsonValue>>;

/** The fields that a JSON Schema describes; null where it says more than fields can. */
export function readAnswerFields(schema: JsonValue | undefined): AnswerField[] | null {
  if (schema === undefined || schema === null) return [];
  if (!isObject(schema) || !isObject(schema.properties)) return null;
  const required = Array.isArray(schema.required) ? schema.required : [];
  const fields = Object.entries(schema.properties).map(([name, part]) =>
    readField(name, part, required.includes(name)),
  );
  const known = fields.filter((field) => field !== null);
  return equal(writeAnswerFields(known), schema) ? known : null;
}

/** The JSON Schema of an answer with these fields; none where there are none. */
export function writeAnswerFields(fields: readonly AnswerField[]): JsonValue | undefined {
  if (fields.length === 0) return undefined;
  const required = fields.filter((field) => field.required).map((field) => field.name);
  return {
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.name, writeField(field)])),
    ...(required.length > 0 ? { required } : {}),
  };
}

function readField(name: string, part: JsonValue, required: boolean): AnswerField | null {
  if (!isObject(part)) return null;
  const type = typeOfPart(part);
  if (!type) return null;
  const { description, enum: choices } = part;
  return {
    name,
    type,
    description: typeof description === "string" ? description : "",
    required,
    choices: Array.isArray(choices) ? choices.filter((choice) => typeof choice === "string") : [],
  };
}

function typeOfPart(part: JsonObject): AnswerType | null {
  if (part.type === "string") return part.enum === undefined ? "text" : "choice";
  if (part.type === "array") return "list";
  return ANSWER_TYPES.find((type) => type === part.type) ?? null;
}

function writeField({ type, description, choices }: AnswerField): JsonValue {
  const told: Record<string, JsonValue> = description ? { description } : {};
  switch (type) {
    case "text":
      return { type: "string", ...told };
    case "choice":
      return { type: "string", ...told, enum: [...choices] };
    case "list":
      return { type: "array", ...told, items: { type: "string" } };
    default:
      return { type, ...told };
  }
}

function isObject(value: JsonValue | undefined): value is Record<string, JsonValue> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
