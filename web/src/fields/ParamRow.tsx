import { RotateCcw } from "lucide-react";
import type { JsonValue, PropertySchema } from "@/api/types";
import { t } from "@/i18n/t";
import { cx } from "@/ui/cx";
import { IconButton } from "@/ui/IconButton";
import { NumberField } from "@/ui/NumberField";
import { Select } from "@/ui/Select";
import { Slider } from "@/ui/Slider";
import { Switch } from "@/ui/Switch";
import { TextField } from "@/ui/TextField";
import { Tooltip } from "@/ui/Tooltip";
import { JsonField } from "./JsonField";
import { schemaChoices, schemaType, sliderStep } from "./schema";

interface ParamRowProps {
  name: string;
  schema: PropertySchema;
  /** Undefined while the model's own default holds. */
  value: JsonValue | undefined;
  onChange: (value: JsonValue | undefined) => void;
}

/** One parameter of a model: its name, a control by its type, and the way back to the default. */
export function ParamRow({ name, schema, value, onChange }: ParamRowProps) {
  const title = schema.title ?? name;
  const set = value !== undefined;
  const kind = schemaType(schema);
  const tall = ["string", "array", "object"].includes(kind) && schemaChoices(schema).length === 0;
  const width = tall ? "" : kind === "boolean" ? "min-w-0 flex-1" : "w-28 shrink-0";
  return (
    <div className={cx("group flex gap-2", tall ? "flex-col gap-1" : "min-h-7 items-center")}>
      <div className={cx("flex items-center gap-1", width)}>
        <Tooltip content={schema.description} side="left">
          <span className="truncate text-muted" tabIndex={schema.description ? 0 : undefined}>
            {title}
          </span>
        </Tooltip>
        {set ? (
          <IconButton
            icon={RotateCcw}
            size="sm"
            label={t("fields.toDefault", { title })}
            onClick={() => onChange(undefined)}
            className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100"
          />
        ) : null}
      </div>
      <div
        className={cx(
          "flex items-center justify-end gap-2",
          kind === "boolean" ? "shrink-0" : "min-w-0 flex-1",
        )}
      >
        <ParamControl title={title} schema={schema} value={value} onChange={onChange} />
      </div>
    </div>
  );
}

type ParamControlProps = Omit<ParamRowProps, "name"> & { title: string };

function ParamControl({ title, schema, value, onChange }: ParamControlProps) {
  const shown = value ?? schema.default;
  const choices = schemaChoices(schema);
  if (choices.length > 0) {
    return (
      <Select
        label={title}
        value={shown === undefined ? null : JSON.stringify(shown)}
        placeholder={t("fields.modelDefault")}
        choices={choices.map((choice) => ({
          value: JSON.stringify(choice.const),
          label: choice.title,
          description: choice.description,
        }))}
        onChange={(text) => onChange(JSON.parse(text) as JsonValue)}
      />
    );
  }
  switch (schemaType(schema)) {
    case "integer":
    case "number":
      return <NumberControls title={title} schema={schema} value={value} onChange={onChange} />;
    case "boolean":
      return <Switch label={title} checked={shown === true} onChange={onChange} />;
    case "string":
      return (
        <TextField
          label={title}
          value={typeof shown === "string" ? shown : ""}
          maxLength={schema.maxLength}
          onChange={(text) => onChange(text === "" ? undefined : text)}
        />
      );
    default:
      return <JsonField label={title} value={shown} onChange={onChange} />;
  }
}

/** A slider where both ends are known and near enough to be found by hand; the figure always. */
function NumberControls({ title, schema, value, onChange }: ParamControlProps) {
  const { minimum, maximum } = schema;
  const integer = schemaType(schema) === "integer";
  const step = sliderStep(schema);
  const standard = typeof schema.default === "number" ? schema.default : null;
  const number = typeof value === "number" ? value : null;
  return (
    <>
      {step !== null && minimum !== undefined && maximum !== undefined ? (
        <Slider
          label={title}
          value={number ?? standard ?? minimum}
          min={minimum}
          max={maximum}
          step={step}
          onChange={onChange}
        />
      ) : null}
      <NumberField
        label={title}
        value={number}
        min={minimum}
        max={maximum}
        step={step ?? 1}
        integer={integer}
        placeholder={standard === null ? t("fields.random") : String(standard)}
        onChange={(next) => onChange(next ?? undefined)}
        className={step === null ? "max-w-32" : "max-w-16 shrink-0"}
      />
    </>
  );
}
