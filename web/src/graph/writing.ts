import type { NodeData, NodeType } from "@/api/types";

import { fieldSpecs, type FieldSpec } from "./fieldSpec";

/** The field that says which text model writes the node's text; null where none ever does. */
function writerField(type: NodeType): FieldSpec | null {
  return fieldSpecs(type).find((field) => field.control === "textModel") ?? null;
}

/** Whether a text model writes the node's text, as it is set now. */
export function isWriting(type: NodeType, data: Readonly<NodeData>): boolean {
  const field = writerField(type);
  if (!field) return false;
  const value = data[field.name];
  return field.schema["x-none"] === undefined || (typeof value === "string" && value !== "");
}

/** Whether the node has a Run button of its own. */
export function isRunnable(type: NodeType, data: Readonly<NodeData>): boolean {
  return type.runnable || isWriting(type, data);
}
