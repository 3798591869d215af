import { useState } from "react";
import type { JsonValue } from "@/api/types";
import { t } from "@/i18n/t";
import { TextArea } from "@/ui/TextArea";
import { parseJson } from "./json";

interface JsonFieldProps {
  label: string;
  value: JsonValue | undefined;
  rows?: number;
  onChange: (value: JsonValue | undefined) => void;
}

/** A value of any shape, as JSON. What cannot be read stays in the field and is not handed on. */
export function JsonField({ label, value, rows = 3, onChange }: JsonFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? (value === undefined ? "" : JSON.stringify(value, null, 2));
  const wrong = draft !== null && parseJson(draft) === null;
  return (
    <div className="w-full">
      <TextArea
        label={label}
        value={text}
        rows={rows}
        aria-invalid={wrong || undefined}
        onChange={(next) => {
          setDraft(next);
          const parsed = parseJson(next);
          if (parsed) onChange(parsed.value);
        }}
        onBlur={() => {
          if (!wrong) setDraft(null);
        }}
        className="font-mono text-sm"
      />
      {wrong ? <p className="text-sm text-bad">{t("fields.notJson")}</p> : null}
    </div>
  );
}
