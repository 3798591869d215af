import { titleCase } from "./options";
import type { Choice, JsonValue, PropertySchema } from "@/api/types";

/** The type a value has when it is there at all. */
export function schemaType(schema: PropertySchema): string {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? "object"];
  return types.find((type) => type !== "null") ?? "null";
}

/** The values a property is limited to; empty when it is free. */
export function schemaChoices(schema: PropertySchema): Choice[] {
  if (schema.oneOf) return schema.oneOf;
  return (schema.enum ?? []).flatMap((value) =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? [{ const: value, title: titleCase(String(value)) }]
      : [],
  );
}

/** More steps than this cannot be told apart by hand. */
const MOST_STEPS = 1000;

/** Step of a slider over a property's range, or null where a slider is no use. */
export function sliderStep(schema: PropertySchema): number | null {
  const { minimum, maximum, multipleOf } = schema;
  if (minimum === undefined || maximum === undefined || maximum <= minimum) return null;
  const range = maximum - minimum;
  const fine = range <= 2 ? 0.01 : range <= 25 ? 0.1 : 1;
  const step = multipleOf ?? (schemaType(schema) === "integer" ? 1 : fine);
  return range / step <= MOST_STEPS ? step : null;
}

/** A value as a person would type it into one line. */
export function asText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
