import type { FieldSpec } from "@/graph/fieldSpec";

export interface Option {
  value: string;
  label: string;
  description?: string | undefined;
}

/** Options from plain values, in the words of the schema where it has any. */
export function optionsFrom(values: readonly string[], spec: FieldSpec): Option[] {
  const words = new Map(spec.choices.map((choice) => [String(choice.const), choice]));
  return values.map((value) => ({
    value,
    label: words.get(value)?.title ?? titleCase(value),
    description: words.get(value)?.description,
  }));
}

/** `digital_art` as words: Digital art. */
export function titleCase(value: string): string {
  const words = value.replace(/_/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
