import { canvas } from "./en/canvas";
import { fields } from "./en/fields";
import { panels } from "./en/panels";
import { store } from "./en/store";
import { templates } from "./en/templates";
import { ui } from "./en/ui";

const english = { canvas, fields, panels, store, templates, ui } as const;

type English = typeof english;
type Group = keyof English;

/** Every string's key, as `group.name`. */
export type TextKey = { [G in Group]: `${G}.${Extract<keyof English[G], string>}` }[Group];

type Values = Readonly<Record<string, string | number>>;

/**
 * The text for a key, with `{name}` replaced by values. A text may have two
 * forms, "one|more", chosen by the value `n`.
 */
export function t(key: TextKey, values: Values = {}): string {
  const dot = key.indexOf(".");
  const group: Readonly<Record<string, string>> = english[key.slice(0, dot) as Group];
  const forms = (group[key.slice(dot + 1)] ?? key).split("|");
  const form = forms.length > 1 && values.n !== 1 ? forms[1] : forms[0];
  return (form ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
