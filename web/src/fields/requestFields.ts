import type { JsonValue } from "@/api/types";

/** One entry of a request: a named, typed value that the caller gives. */
export interface RequestField {
  name: string;
  type: string;
  required: boolean;
  default?: JsonValue;
  description?: string;
}

/** The entries of a document's value; what is not an entry is left out. */
export function readFields(value: JsonValue | undefined): RequestField[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    if (entry === null || typeof entry !== "object" || Array.isArray(entry)) return [];
    const { name, type, required, default: standard, description } = entry;
    return [
      {
        name: typeof name === "string" ? name : "",
        type: typeof type === "string" ? type : "text",
        required: required === true,
        ...(standard === undefined ? {} : { default: standard }),
        ...(typeof description === "string" ? { description } : {}),
      },
    ];
  });
}

/** Back to the document's value: keys without content are left out. */
export function writeFields(fields: readonly RequestField[]): JsonValue {
  return fields.map((field) => ({
    name: field.name,
    type: field.type,
    ...(field.required ? { required: true } : {}),
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(field.description ? { description: field.description } : {}),
  }));
}

/** A name as templates can say it: letters, digits and underscores, not beginning with a digit. */
export function asName(text: string): string {
  const plain = text
    .trim()
    .normalize("NFKD")
    .replace(/[^\w]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return /^\d/.test(plain) ? `_${plain}` : plain;
}

/** The name, or the name with the lowest number that makes it unlike the others. */
export function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  let number = 2;
  while (taken.includes(`${wanted}_${number}`)) number += 1;
  return `${wanted}_${number}`;
}
