import type { JsonValue } from "@/api/types";

/** A text read as JSON, nothing for an empty one; null where it is not JSON. */
export function parseJson(text: string): { value: JsonValue | undefined } | null {
  if (text.trim() === "") return { value: undefined };
  try {
    return { value: JSON.parse(text) as JsonValue };
  } catch {
    return null;
  }
}
