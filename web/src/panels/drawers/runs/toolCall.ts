import type { JsonValue } from "@/api/types";

/** One call of a tool, as a node's output tells it. */
export interface ToolCall {
  title: string;
  arguments: JsonValue;
  answer: JsonValue;
  error: string | null;
  runId: string | null;
  workflowId: string | null;
  cost: number | null;
}

type Output = Readonly<Record<string, JsonValue>>;

/** The calls that an output tells of, those of all its items together. */
export function toolCallsIn(output: JsonValue): ToolCall[] {
  if (!isOutput(output)) return [];
  const items = Array.isArray(output.items) ? output.items : [];
  const ofItems = items.map((item) => (isOutput(item) ? (item.output ?? null) : null));
  return [output, ...ofItems].flatMap((one) => {
    const told = isOutput(one) ? one.toolCalls : undefined;
    return Array.isArray(told) ? told.filter(isOutput).map(asCall) : [];
  });
}

function asCall(told: Output): ToolCall {
  return {
    title: textIn(told.title) ?? textIn(told.name) ?? "",
    arguments: told.arguments ?? null,
    answer: told.answer ?? null,
    error: textIn(told.error),
    runId: textIn(told.runId),
    workflowId: textIn(told.workflowId),
    cost: typeof told.cost === "number" ? told.cost : null,
  };
}

function textIn(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function isOutput(value: JsonValue | undefined): value is Record<string, JsonValue> {
  return (
    value !== null && value !== undefined && typeof value === "object" && !Array.isArray(value)
  );
}
