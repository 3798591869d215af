import type { JsonValue } from "@/api/types";
import type { ControlProps } from "@/graph/fieldSpec";
import { t } from "@/i18n/t";
import { Segmented } from "@/ui/Segmented";
import { Select } from "@/ui/Select";
import { asText } from "./schema";
import type { Option } from "./options";

interface OptionFieldProps extends ControlProps {
  options: readonly Option[];
}

/** Few short options lie side by side, more go into a list. */
const SIDE_BY_SIDE = 4;
const LETTERS = 26;

export function OptionField({ spec, place, data, onChange, options }: OptionFieldProps) {
  const value = chosen(data[spec.name] ?? spec.default, options);
  const write = (text: string) => onChange({ [spec.name]: original(spec, text) });
  const letters = options.reduce((total, option) => total + option.label.length, 0);
  if (place === "panel" && options.length <= SIDE_BY_SIDE && letters <= LETTERS) {
    return <Segmented label={spec.title} value={value ?? ""} segments={options} onChange={write} />;
  }
  return (
    <Select
      label={spec.title}
      value={value}
      choices={options}
      placeholder={t("fields.choose")}
      onChange={write}
    />
  );
}

function chosen(value: JsonValue | undefined, options: readonly Option[]): string | null {
  const text = asText(value);
  return options.some((option) => option.value === text) ? text : null;
}

/** The value as the schema types it: a number stays a number. */
function original(spec: ControlProps["spec"], text: string): JsonValue {
  return spec.choices.find((choice) => String(choice.const) === text)?.const ?? text;
}
