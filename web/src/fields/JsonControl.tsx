import { useState } from "react";
import type { JsonValue } from "@/api/types";
import type { ControlProps } from "@/graph/fieldSpec";
import { useTemplateNames } from "@/store/hooks";
import { parseJson } from "./json";
import { TemplateEditor } from "./TemplateEditor";

/** A text, or a JSON object or list where what is typed is one; templates may stand in both. */
export function JsonControl({ nodeId, spec, place, data, onChange }: ControlProps) {
  const names = useTemplateNames(nodeId);
  const value = data[spec.name];
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft !== null && sameValue(meant(draft), value) ? draft : shown(value);
  return (
    <TemplateEditor
      label={spec.title}
      value={text}
      names={names}
      placeholder={spec.description}
      onChange={(next) => {
        setDraft(next);
        onChange({ [spec.name]: meant(next) });
      }}
      className={place === "card" ? "h-full font-mono" : "h-28 font-mono"}
    />
  );
}

function meant(text: string): JsonValue | undefined {
  if (text === "") return undefined;
  const parsed = parseJson(text)?.value;
  return typeof parsed === "object" && parsed !== null ? parsed : text;
}

function shown(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function sameValue(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other ?? undefined);
}
