import { canvas } from "./en/canvas";
import { fields } from "./en/fields";
import { flow } from "./en/flow";
import { inside } from "./en/inside";
import { language } from "./en/language";
import { lists } from "./en/lists";
import { mechanics } from "./en/mechanics";
import { panels } from "./en/panels";
import { roles } from "./en/roles";
import { running } from "./en/running";
import { store } from "./en/store";
import { templates } from "./en/templates";
import { types } from "./en/types";
import { ui } from "./en/ui";
import { writing } from "./en/writing";
import { numberWords, setLocale } from "./locale";
import type { LaterDictionary } from "./later";
import { hear, type Translations } from "./served";
import type { Words } from "./words";

/** A new group stands here, and with the same keys in the folder of every other language. */
const english = {
  canvas,
  fields,
  flow,
  inside,
  language,
  lists,
  mechanics,
  panels,
  roles,
  running,
  store,
  templates,
  types,
  ui,
  writing,
} as const;

type English = typeof english;
type Group = keyof English;

/** Every text of one language. */
export type Dictionary = { readonly [G in Group]: Words<English[G]> };

/** Every string's key, as `group.name`. */
export type TextKey = { [G in Group]: `${G}.${Extract<keyof English[G], string>}` }[Group];

export type Values = Readonly<Record<string, string | number>>;

/** Texts by group and name. */
export type Groups = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** English is there from the start; every other language is fetched when it is spoken. */
const languages = {
  en: {
    locale: "en-GB",
    load: (): Promise<Dictionary> => Promise.resolve(english),
    loadServed: (): Promise<Translations | null> => Promise.resolve(null),
  },
  it: {
    locale: "it-IT",
    load: (): Promise<Dictionary & LaterDictionary> =>
      import("./it").then((module) => module.italian),
    loadServed: () => import("./it/served").then((module) => module.served),
  },
} as const;

export type LanguageCode = keyof typeof languages;

export const LANGUAGES = Object.keys(languages) as LanguageCode[];

/** A page speaks one language at a time, to all of it: that is what the page itself has one of. */
const page: { words: Groups } = { words: english };

/** The texts of a language, fetched where they are not here yet. */
export function load(code: LanguageCode): Promise<Dictionary> {
  return languages[code].load();
}

/** What the server says, in a language; null in its own. */
export function loadServed(code: LanguageCode): Promise<Translations | null> {
  return languages[code].loadServed();
}

/**
 * Makes `t`, the server's texts, numbers and dates speak a language, once its texts are here; not
 * where that is wanted no more by then, which it answers.
 */
export async function speak(code: LanguageCode, isWanted = () => true): Promise<boolean> {
  const [words, served] = await Promise.all([load(code), loadServed(code)]);
  if (!isWanted()) return false;
  page.words = words;
  hear(served);
  setLocale(languages[code].locale);
  return true;
}

/**
 * The text for a key, with `{name}` replaced by values. A text may have two
 * forms, "one|more", chosen by the value `n`.
 */
export function t(key: TextKey, values: Values = {}): string {
  return textOf(english, key, values);
}

/** The text for a key in the language of the page; where that is English, as `texts` has it. */
export function textOf(texts: Groups, key: string, values: Values): string {
  const dot = key.indexOf(".");
  const group = key.slice(0, dot);
  const text = (page.words[group] ?? texts[group])?.[key.slice(dot + 1)];
  const forms = (text ?? key).split("|");
  const form = forms.length > 1 && values.n !== 1 ? forms[1] : forms[0];
  return (form ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => shown(values[name]) ?? whole);
}

function shown(value: string | number | undefined): string | undefined {
  return typeof value === "number" ? numberWords(value) : value;
}
