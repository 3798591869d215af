import { X } from "lucide-react";
import type { JsonValue } from "@/api/types";
import { fieldSpecs, type ControlProps, type FieldSpec } from "@/graph/fieldSpec";
import { t } from "@/i18n/t";
import { useModelOf, useNode, useNodeType } from "@/store/hooks";
import { IconButton } from "@/ui/IconButton";
import { ParamRow } from "./ParamRow";

/** A model's own parameters, as its contract lists them. What is at its default is not written. */
export function ParamsField({ nodeId, spec, data, onChange }: ControlProps) {
  const model = useModelOf(nodeId);
  const type = useNodeType(useNode(nodeId)?.type ?? "");
  const apart = new Set(
    type
      ? fieldSpecs(type)
          .filter(isApart)
          .map(({ name }) => name)
      : [],
  );
  const parameters = Object.entries(model?.parameters.properties ?? {}).filter(
    ([name]) => !apart.has(name),
  );
  const value = data[spec.name];
  const values: Record<string, JsonValue> =
    value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};

  const write = (name: string, next: JsonValue | undefined) => {
    const { [name]: _before, ...others } = values;
    const params = next === undefined ? others : { ...others, [name]: next };
    onChange({ [spec.name]: Object.keys(params).length > 0 ? params : undefined });
  };
  const names = new Set(parameters.map(([name]) => name));
  const strangers = model ? Object.keys(values).filter((name) => !names.has(name)) : [];
  if (parameters.length === 0 && strangers.length === 0) {
    return model ? (
      <p className="text-muted">{t("fields.noParams", { model: model.title })}</p>
    ) : null;
  }
  return (
    <div className="flex w-full flex-col gap-1.5">
      {parameters.map(([name, schema]) => (
        <ParamRow
          key={name}
          name={name}
          schema={schema}
          value={values[name]}
          onChange={(next) => write(name, next)}
        />
      ))}
      {strangers.map((name) => (
        <Stranger
          key={name}
          name={name}
          model={model?.title ?? ""}
          onRemove={() => write(name, undefined)}
        />
      ))}
    </div>
  );
}

/** Fields of the node that say what is a parameter of the model. */
function isApart({ control }: FieldSpec): boolean {
  return control === "duration";
}

interface StrangerProps {
  name: string;
  model: string;
  onRemove: () => void;
}

/** A parameter of another model: it stays for the way back, and is not sent. */
function Stranger({ name, model, onRemove }: StrangerProps) {
  return (
    <div className="flex min-h-7 items-center gap-2">
      <p className="min-w-0 flex-1 text-sm text-muted">{t("fields.notOfModel", { name, model })}</p>
      <IconButton icon={X} size="sm" label={t("fields.removeField", { name })} onClick={onRemove} />
    </div>
  );
}
