import { useState } from "react";
import { t } from "@/i18n/t";
import { TextField } from "@/ui/TextField";
import { asName } from "./requestFields";

interface NameFieldProps {
  value: string;
  /** Names of the others; none of them can be taken. */
  taken: readonly string[];
  onChange: (value: string) => void;
}

/** A name that wires and templates rely on: it changes on leaving, once, and never to one in use. */
export function NameField({ value, taken, onChange }: NameFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const wanted = asName(draft ?? value);
  const clash = draft !== null && taken.includes(wanted);
  const leave = () => {
    setDraft(null);
    if (wanted !== "" && !clash && wanted !== value) onChange(wanted);
  };
  return (
    <TextField
      label={t("fields.fieldName")}
      value={draft ?? value}
      error={clash ? t("fields.nameTaken", { name: wanted }) : null}
      onChange={setDraft}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === "Enter") leave();
        if (event.key === "Escape") setDraft(null);
      }}
    />
  );
}
