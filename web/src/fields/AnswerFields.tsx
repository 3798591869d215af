import { Plus } from "lucide-react";
import { useState } from "react";
import { ANSWER_TYPES, type AnswerField, type AnswerType } from "@/graph/answerSchema";
import { t } from "@/i18n/t";
import { Button } from "@/ui/Button";
import { Select } from "@/ui/Select";
import { Switch } from "@/ui/Switch";
import { TextField } from "@/ui/TextField";
import { Labelled } from "./Labelled";
import { NamedCard } from "./NamedCard";
import { freeName } from "./requestFields";

interface AnswerFieldsProps {
  fields: readonly AnswerField[];
  onChange: (fields: AnswerField[]) => void;
}

/** The fields of a structured answer, one below the other. */
export function AnswerFields({ fields, onChange }: AnswerFieldsProps) {
  const names = fields.map((field) => field.name);
  const change = (index: number, field: AnswerField) =>
    onChange(fields.map((each, at) => (at === index ? field : each)));
  const add = () => {
    const name = freeName("field", names);
    onChange([...fields, { name, type: "text", description: "", required: true, choices: [] }]);
  };
  return (
    <div className="flex w-full flex-col gap-3">
      {fields.length === 0 ? <p className="text-sm text-muted">{t("writing.noFields")}</p> : null}
      {fields.map((field, index) => (
        <FieldCard
          key={index}
          field={field}
          taken={names.filter((_, at) => at !== index)}
          onChange={(next) => change(index, next)}
          onRemove={() => onChange(fields.filter((_, at) => at !== index))}
        />
      ))}
      <Button tone="soft" size="sm" icon={Plus} onClick={add} className="self-start">
        {t("writing.addField")}
      </Button>
    </div>
  );
}

interface FieldCardProps {
  field: AnswerField;
  taken: readonly string[];
  onChange: (field: AnswerField) => void;
  onRemove: () => void;
}

function FieldCard({ field, taken, onChange, onRemove }: FieldCardProps) {
  const { name, type, description, required } = field;
  return (
    <NamedCard
      name={name}
      taken={taken}
      onRename={(next) => onChange({ ...field, name: next })}
      onRemove={onRemove}
      beside={
        <Select
          label={t("writing.fieldType")}
          value={type}
          choices={ANSWER_TYPES.map((each) => ({ value: each, label: t(`writing.type_${each}`) }))}
          onChange={(next) => onChange(ofType(field, next as AnswerType))}
          className="max-w-32"
        />
      }
    >
      {type === "choice" ? (
        <Labelled words={t("writing.choices")}>
          <ChoicesField field={field} onChange={(choices) => onChange({ ...field, choices })} />
        </Labelled>
      ) : null}
      <Labelled words={t("writing.description")}>
        <TextField
          label={t("writing.descriptionOf", { name })}
          placeholder={t("writing.describe")}
          value={description}
          onChange={(next) => onChange({ ...field, description: next })}
        />
      </Labelled>
      <Labelled words={t("writing.required")}>
        <Switch
          label={t("writing.requiredOf", { name })}
          checked={required}
          onChange={(next) => onChange({ ...field, required: next })}
        />
      </Labelled>
    </NamedCard>
  );
}

function ofType(field: AnswerField, type: AnswerType): AnswerField {
  const first = t("writing.choicesHint").split(",");
  const choices = type === "choice" ? first.map((word) => word.trim()) : [];
  return { ...field, type, choices };
}

interface ChoicesFieldProps {
  field: AnswerField;
  onChange: (choices: string[]) => void;
}

/** Words with commas between; they change on leaving, so that a comma can be typed. */
function ChoicesField({ field, onChange }: ChoicesFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const leave = () => {
    if (draft !== null) {
      const words = draft.split(",").map((word) => word.trim());
      const choices = [...new Set(words.filter(Boolean))];
      if (choices.length > 0) onChange(choices);
    }
    setDraft(null);
  };
  return (
    <TextField
      label={t("writing.choicesOf", { name: field.name })}
      value={draft ?? field.choices.join(", ")}
      onChange={setDraft}
      onBlur={leave}
    />
  );
}
