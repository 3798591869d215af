import { t } from "@/i18n/t";
import { TextField } from "@/ui/TextField";
import type { RequestField } from "./requestFields";
import { asText } from "./schema";

interface RequestCardRowsProps {
  fields: readonly RequestField[];
  onChange: (fields: RequestField[]) => void;
}

/** One line a field, each beside its handle: its name and the value it has when nobody gives one. */
export function RequestCardRows({ fields, onChange }: RequestCardRowsProps) {
  const write = (index: number, text: string) =>
    onChange(
      fields.map((field, at) => {
        if (at !== index) return field;
        const { default: _before, ...rest } = field;
        return text === "" ? rest : { ...rest, default: asTyped(field.type, text) };
      }),
    );
  return (
    <div className="flex w-full flex-col gap-1.5">
      {fields.map((field, index) => (
        <div key={index} className="flex h-8 items-center gap-2">
          <span className="w-20 shrink-0 truncate text-muted" title={field.description}>
            {field.name}
          </span>
          <TextField
            label={t("fields.defaultOf", { name: field.name })}
            value={asText(field.default)}
            placeholder={t(field.required ? "fields.required" : "fields.noDefault")}
            onChange={(text) => write(index, text)}
            className="nodrag min-w-0 flex-1"
          />
        </div>
      ))}
      {fields.length === 0 ? <p className="flex h-8 items-center text-muted">{t("fields.noFields")}</p> : null}
    </div>
  );
}

/** A typed text as a value of the field's type, or as the text it is while it is not one yet. */
function asTyped(type: string, text: string): RequestField["default"] {
  const number = Number(text.replace(",", "."));
  if (type === "number" && Number.isFinite(number)) return number;
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}
