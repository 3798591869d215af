import { useState } from "react";
import { readAnswerFields, writeAnswerFields } from "@/graph/answerSchema";
import type { ControlProps } from "@/graph/fieldSpec";
import { t } from "@/i18n/t";
import { Segmented } from "@/ui/Segmented";
import { AnswerFields } from "./AnswerFields";
import { JsonField } from "./JsonField";

type Look = "fields" | "json";

/** The shape of an answer: as fields, or as the JSON Schema that they stand for. */
export function SchemaField({ spec, data, onChange }: ControlProps) {
  const [wanted, setWanted] = useState<Look | null>(null);
  const schema = data[spec.name] ?? undefined;
  const fields = readAnswerFields(schema);
  const look = wanted ?? (fields ? "fields" : "json");
  return (
    <div className="flex w-full flex-col gap-2">
      <Segmented
        label={t("writing.schemaView")}
        value={look}
        segments={[
          { value: "fields", label: t("writing.asFields") },
          { value: "json", label: t("writing.asJson") },
        ]}
        onChange={setWanted}
      />
      {look === "json" ? (
        <JsonField
          label={spec.title}
          rows={10}
          value={schema}
          onChange={(value) => onChange({ [spec.name]: value })}
        />
      ) : fields ? (
        <AnswerFields
          fields={fields}
          onChange={(next) => onChange({ [spec.name]: writeAnswerFields(next) })}
        />
      ) : (
        <p className="text-sm text-muted">{t("writing.moreThanFields")}</p>
      )}
    </div>
  );
}
