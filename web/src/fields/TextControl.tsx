import type { ControlProps } from "@/graph/fieldSpec";
import { TextArea } from "@/ui/TextArea";
import { TextField } from "@/ui/TextField";

/** One line on the card, several in the panel. */
export function TextControl({ spec, place, data, onChange }: ControlProps) {
  const value = data[spec.name];
  const shared = {
    label: spec.title,
    value: typeof value === "string" ? value : "",
    maxLength: spec.schema.maxLength,
    placeholder: typeof spec.default === "string" && spec.default ? spec.default : spec.title,
    onChange: (text: string) => onChange({ [spec.name]: text }),
  };
  return place === "card" ? <TextField {...shared} /> : <TextArea {...shared} />;
}
