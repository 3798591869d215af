import type { ControlProps } from "@/graph/fieldSpec";
import { TextField } from "@/ui/TextField";

/** A color as CSS writes it, with a look at it. What is no color shows none. */
export function ColorField({ spec, data, onChange }: ControlProps) {
  const value = data[spec.name] ?? spec.default;
  const text = typeof value === "string" ? value : "";
  return (
    <div className="relative w-32">
      <span
        aria-hidden
        className="absolute top-1/2 left-2 size-4 -translate-y-1/2 rounded-sm border border-line"
        style={{ background: text }}
      />
      <TextField
        label={spec.title}
        value={text}
        maxLength={spec.schema.maxLength}
        className="pl-8"
        onChange={(color) => onChange({ [spec.name]: color })}
      />
    </div>
  );
}
