import type { NodeData, NodeType } from "@/api/types";

import { fieldSpecs } from "./fieldSpec";

/** The prompt is sent as it is written. */
const MANUAL = "manual";

/** A text model makes the prompt of what the nodes before have made. */
const FROM_UPSTREAM = "auto";

/** How a node comes by its prompt; as it is written where its type leaves no choice. */
export function promptModeOf(type: NodeType, data: Readonly<NodeData>): string {
  const spec = fieldSpecs(type).find((field) => field.control === "promptMode");
  const value = spec && (data[spec.name] ?? spec.default);
  return typeof value === "string" ? value : MANUAL;
}

/** Whether a text model writes what is sent. */
export function isWritten(mode: string): boolean {
  return mode !== MANUAL;
}

/** Whether what is wired in is enough to write the prompt of. */
export function needsNoWords(mode: string): boolean {
  return mode === FROM_UPSTREAM;
}

/** The text of a node's prompt field; null where it has none. */
export function writtenPrompt(type: NodeType, data: Readonly<NodeData>): string | null {
  const spec = fieldSpecs(type).find((field) => field.control === "prompt");
  const value = spec && data[spec.name];
  return typeof value === "string" ? value.trim() : null;
}
