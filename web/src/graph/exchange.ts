import type { WorkflowDocument } from "@/api/types";

import { emptyDoc } from "./document";

/** Why a text is no workflow that can be opened. */
export type Refusal =
  | { refused: "notJson" }
  | { refused: "notWorkflow" }
  | { refused: "newer"; schema: number; known: number }
  | { refused: "tooLarge"; bytes: number };

/** The most a text may have: a document of the largest size, with room for its indents. */
export const MOST_BYTES = 16 * 1024 * 1024;

/**
 * A workflow document from a text, with every key it came with; whether all of
 * it is sound is the server's to say.
 */
export function readWorkflow(text: string): { document: WorkflowDocument } | Refusal {
  if (text.length > MOST_BYTES) return { refused: "tooLarge", bytes: text.length };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { refused: "notJson" };
  }
  if (!isObject(value) || !Array.isArray(value.nodes) || !Array.isArray(value.edges))
    return { refused: "notWorkflow" };
  const { schema } = value;
  const known = emptyDoc.meta.schema;
  if (typeof schema === "number" && schema > known) return { refused: "newer", schema, known };
  return { document: value as unknown as WorkflowDocument };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
