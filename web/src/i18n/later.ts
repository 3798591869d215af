import { credentials } from "./en/credentials";
import { files } from "./en/files";
import { films } from "./en/films";
import { items } from "./en/items";
import { keys } from "./en/keys";
import { naming } from "./en/naming";
import { library } from "./en/library";
import { notice } from "./en/notice";
import { past } from "./en/past";
import { publish } from "./en/publish";
import { tools } from "./en/tools";
import { triggers } from "./en/triggers";
import { textOf, type Values } from "./t";
import type { Words } from "./words";

/** Texts of parts alone: they come with the first part that has one, and not with the page. */
export const laterEnglish = {
  credentials,
  files,
  films,
  items,
  keys,
  library,
  naming,
  notice,
  past,
  publish,
  tools,
  triggers,
} as const;

type English = typeof laterEnglish;
type Group = keyof English;

export type LaterDictionary = { readonly [G in Group]: Words<English[G]> };

/** A string's key, as `group.name`. */
export type LaterKey = { [G in Group]: `${G}.${Extract<keyof English[G], string>}` }[Group];

/** As `t`, for texts that the page does not begin with. */
export function tl(key: LaterKey, values: Values = {}): string {
  return textOf(laterEnglish, key, values);
}
