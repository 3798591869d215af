import type { JsonValue, TemplateFilter } from "@/api/types";
import type { TemplateName } from "@/graph/template";
import { t } from "@/i18n/t";
import type { Offer } from "./CompletionList";

const OFFERED = 40;
const LONGEST = 40;

/** The names that have what is typed in them, each with what it was last. */
export function nameOffers(names: readonly TemplateName[], typed: string): Offer[] {
  const wanted = typed.toLowerCase();
  return names
    .filter(({ expression }) => expression.toLowerCase().includes(wanted))
    .slice(0, OFFERED)
    .map((name) => ({
      label: name.expression,
      insert: name.expression,
      detail: [name.nodeTitle, name.type, lastWords(name.value)].filter(Boolean).join(" · "),
    }));
}

/** The filters that begin with what is typed, with an example; its arguments are put in, too. */
export function filterOffers(filters: readonly TemplateFilter[], typed: string): Offer[] {
  const wanted = typed.toLowerCase();
  return filters
    .filter(({ name }) => name.startsWith(wanted))
    .map(({ name, example, result }) => ({
      label: name,
      insert: callIn(example, name),
      detail: `${example} → ${result}`,
    }));
}

/** The filter with its arguments, as an example has it. */
function callIn(example: string, name: string): string {
  const call = example.split(" | ").find((part) => part.startsWith(name));
  return call ?? name;
}

function lastWords(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  const words = typeof value === "string" ? value : JSON.stringify(value);
  const short = words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
  return t("writing.lastValue", { value: short });
}
