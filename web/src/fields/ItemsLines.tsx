import { useState } from "react";
import type { JsonValue } from "@/api/types";
import { t } from "@/i18n/t";
import { TextArea } from "@/ui/TextArea";
import { asText } from "./schema";

interface ItemsLinesProps {
  label: string;
  items: readonly JsonValue[];
  onChange: (items: JsonValue[]) => void;
}

/** A list as a text, one item a line. Items that a line cannot hold are only shown. */
export function ItemsLines({ label, items, onChange }: ItemsLinesProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const plain = items.every((item) => typeof item === "string" && !item.includes("\n"));
  return (
    <TextArea
      label={label}
      value={draft ?? items.map(asText).join("\n")}
      readOnly={!plain}
      placeholder={t("fields.oneALine")}
      onChange={(text) => {
        setDraft(text);
        onChange(text.split("\n").filter((line) => line.trim() !== ""));
      }}
      onBlur={() => setDraft(null)}
      className="nodrag nowheel h-full"
    />
  );
}
