import { Plus } from "lucide-react";
import { renameFieldPatch } from "@/graph/renameField";
import { t, type TextKey } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { Button } from "@/ui/Button";
import { Select } from "@/ui/Select";
import { Switch } from "@/ui/Switch";
import { TextField } from "@/ui/TextField";
import { FieldValue } from "./FieldValue";
import { Labelled } from "./Labelled";
import { NamedCard } from "./NamedCard";
import { freeName, type RequestField } from "./requestFields";

const TYPES: Record<string, TextKey> = {
  text: "fields.type_text",
  number: "fields.type_number",
  boolean: "fields.type_boolean",
  image: "fields.type_image",
  file: "fields.type_file",
  list: "fields.type_list",
  params: "fields.type_params",
};

interface RequestFieldsEditorProps {
  nodeId: string;
  /** The key of the node's data that holds them. */
  dataKey: string;
  fields: readonly RequestField[];
  onChange: (fields: RequestField[]) => void;
}

export function RequestFieldsEditor({
  nodeId,
  dataKey,
  fields,
  onChange,
}: RequestFieldsEditorProps) {
  const { editor } = useStudio();
  const names = fields.map((field) => field.name);

  const change = (index: number, field: RequestField) =>
    onChange(fields.map((each, at) => (at === index ? field : each)));
  const rename = (from: string, to: string) => {
    const node = editor.doc.nodes.byId[nodeId];
    if (!node) return;
    editor.settle();
    editor.do(
      t("fields.renamedField", { from, to }),
      renameFieldPatch(editor.doc, node, dataKey, from, to),
    );
  };
  const add = () =>
    onChange([...fields, { name: freeName("field", names), type: "text", required: false }]);
  return (
    <div className="flex w-full flex-col gap-3">
      {fields.map((field, index) => (
        <FieldCard
          key={index}
          field={field}
          taken={names.filter((_, at) => at !== index)}
          onRename={(name) => rename(field.name, name)}
          onChange={(next) => change(index, next)}
          onRemove={() => onChange(fields.filter((_, at) => at !== index))}
        />
      ))}
      <Button tone="soft" size="sm" icon={Plus} onClick={add} className="self-start">
        {t("fields.addField")}
      </Button>
    </div>
  );
}

interface FieldCardProps {
  field: RequestField;
  taken: readonly string[];
  onRename: (name: string) => void;
  onChange: (field: RequestField) => void;
  onRemove: () => void;
}

function FieldCard({ field, taken, onRename, onChange, onRemove }: FieldCardProps) {
  const { default: standard, ...bare } = field;
  return (
    <NamedCard
      name={field.name}
      taken={taken}
      onRename={onRename}
      onRemove={onRemove}
      beside={
        <Select
          label={t("fields.fieldType")}
          value={field.type}
          choices={Object.entries(TYPES).map(([value, key]) => ({ value, label: t(key) }))}
          onChange={(type) => onChange({ ...bare, type })}
          className="max-w-28"
        />
      }
    >
      <Labelled words={t("fields.defaultValue")}>
        <FieldValue
          label={t("fields.defaultOf", { name: field.name })}
          type={field.type}
          value={standard}
          placeholder={t("fields.noDefault")}
          onChange={(value) => onChange(value === undefined ? bare : { ...bare, default: value })}
        />
      </Labelled>
      <Labelled words={t("fields.description")}>
        <TextField
          label={t("fields.descriptionOf", { name: field.name })}
          value={field.description ?? ""}
          onChange={(description) => onChange({ ...field, description })}
        />
      </Labelled>
      <Labelled words={t("fields.required")}>
        <Switch
          label={t("fields.requiredOf", { name: field.name })}
          checked={field.required}
          onChange={(required) => onChange({ ...field, required })}
        />
      </Labelled>
    </NamedCard>
  );
}
