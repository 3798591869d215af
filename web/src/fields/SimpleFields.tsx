import type { ControlProps } from "@/graph/fieldSpec";
import { useModelOf } from "@/store/hooks";
import { NumberField } from "@/ui/NumberField";
import { Switch } from "@/ui/Switch";
import { OptionField } from "./OptionField";
import { optionsFrom } from "./options";

export function ChoiceField(props: ControlProps) {
  const values = props.spec.choices.map((choice) => String(choice.const));
  return <OptionField {...props} options={optionsFrom(values, props.spec)} />;
}

/** The model's own levels, its own default among them; nothing to draw for a model without. */
export function QualityField(props: ControlProps) {
  const model = useModelOf(props.nodeId);
  if (!model || model.qualities.length === 0) return null;
  const spec = { ...props.spec, default: model.defaultQuality ?? undefined };
  return <OptionField {...props} spec={spec} options={optionsFrom(model.qualities, spec)} />;
}

export function FormatField(props: ControlProps) {
  const model = useModelOf(props.nodeId);
  const formats = model?.formats ?? props.spec.choices.map((choice) => String(choice.const));
  const spec = { ...props.spec, default: props.spec.default ?? formats[0] };
  return <OptionField {...props} spec={spec} options={optionsFrom(formats, spec)} />;
}

export function SwitchField({ spec, data, onChange }: ControlProps) {
  return (
    <label className="flex w-full items-center justify-between">
      <span className="text-muted">{spec.title}</span>
      <Switch
        label={spec.title}
        checked={(data[spec.name] ?? spec.default) === true}
        onChange={(checked) => onChange({ [spec.name]: checked })}
      />
    </label>
  );
}

export function NumberControl({ spec, place, data, onChange }: ControlProps) {
  const value = data[spec.name];
  const usual =
    value !== null && typeof spec.default === "number" ? String(spec.default) : undefined;
  // Emptied, a field that may be empty is empty; any other goes back to its default.
  const emptied = spec.schema.anyOf && spec.default != null ? null : undefined;
  const schema = spec.schema.anyOf?.find((each) => each.type !== "null") ?? spec.schema;
  return (
    <NumberField
      label={spec.title}
      value={typeof value === "number" ? value : null}
      integer={schema.type === "integer"}
      min={schema.minimum}
      max={schema.maximum}
      placeholder={usual ?? (place === "card" ? spec.title : undefined)}
      onChange={(number) => onChange({ [spec.name]: number ?? emptied })}
    />
  );
}
