/**
 * Texts of the server, by what it says in English. A name in braces stands for a value; in the
 * translation, `{name!}` is a value that is put into the language, too.
 */
export type Translations = Readonly<Record<string, string>>;

/** A text with values in it: what stands before, between and after them, and their names. */
interface Pattern {
  readonly literals: readonly string[];
  readonly names: readonly string[];
  readonly told: string;
}

const VALUE = /\{(\w+)\}/;
const TOLD_VALUE = /\{(\w+)(!?)\}/g;
const SENTENCE_END = /[.!?] /;
const QUOTED = /^(['"])([\s\S]*)\1$/;
/** What is longer is a person's or a provider's own. */
const LONGEST = 4_000;
const MOST_KEPT = 2_000;

class Language {
  private readonly patterns: readonly Pattern[];
  private readonly known = new Map<string, string | null>();

  constructor(private readonly texts: Translations) {
    // What says more words itself says best what a text is.
    this.patterns = Object.entries(texts)
      .filter(([text]) => VALUE.test(text))
      .map(([text, told]) => toPattern(text, told))
      .sort((a, b) => weight(b) - weight(a));
  }

  translate(text: string): string | null {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const found = this.find(text);
    if (this.known.size >= MOST_KEPT) this.known.clear();
    this.known.set(text, found);
    return found;
  }

  private find(text: string): string | null {
    const whole = Object.hasOwn(this.texts, text) ? this.texts[text] : undefined;
    if (whole !== undefined) return whole;
    if (text.length > LONGEST) return null;
    for (const pattern of this.patterns) {
      const told = this.filled(pattern, text);
      if (told !== null) return told;
    }
    return this.sentences(text);
  }

  /**
   * A pattern that has no word of its own says something only where a value of it does. A value
   * ends with its sentence.
   */
  private filled(pattern: Pattern, text: string): string | null {
    const values = valuesIn(pattern, text);
    if (!values) return null;
    let says = pattern.literals.some((literal) => /\p{L}/u.test(literal));
    let fits = true;
    const told = pattern.told.replace(TOLD_VALUE, (_, name: string, mark: string) => {
      const value = values[pattern.names.indexOf(name)] ?? "";
      const put = mark === "" ? null : this.value(value);
      says ||= put !== null;
      fits &&= mark !== "" || QUOTED.test(value) || !SENTENCE_END.test(value);
      return put ?? value;
    });
    return says && fits ? told : null;
  }

  private value(text: string): string | null {
    const [, quote, inside] = QUOTED.exec(text) ?? [];
    if (quote === undefined || inside === undefined) return this.translate(text);
    const told = this.translate(inside);
    return told === null ? null : quote + told + quote;
  }

  /** Several sentences in a row, of which at least the first is known. */
  private sentences(text: string): string | null {
    for (const end of text.matchAll(/[.!?] /g)) {
      const head = this.translate(text.slice(0, end.index + 1));
      const rest = text.slice(end.index + 2);
      if (head !== null) return `${head} ${this.translate(rest) ?? rest}`;
    }
    return null;
  }
}

/** The page's language; null where it is the server's own. */
const page: { language: Language | null } = { language: null };

/** Puts the server's texts into another language from now on; null: they are said as they come. */
export function hear(texts: Translations | null): void {
  page.language = texts && new Language(texts);
}

/** A text of the server in the page's language; as it came where that has no words for it. */
export function served(text: string): string {
  return page.language?.translate(text) ?? text;
}

/** Whether the page's language has words for a text of the server. */
export function isTold(text: string): boolean {
  return page.language === null || page.language.translate(text) !== null;
}

function toPattern(text: string, told: string): Pattern {
  const parts = text.split(VALUE);
  return {
    literals: parts.filter((_, index) => index % 2 === 0),
    names: parts.filter((_, index) => index % 2 === 1),
    told,
  };
}

function weight({ literals }: Pattern): number {
  return literals.reduce((sum, literal) => sum + literal.length, 0);
}

/** The values that make a pattern this very text, each as short as it may be; null where none do. */
function valuesIn({ literals }: Pattern, text: string): string[] | null {
  const [first = "", ...others] = literals;
  const last = others.pop() ?? "";
  if (!text.startsWith(first) || !text.endsWith(last)) return null;
  const values: string[] = [];
  const end = text.length - last.length;
  let from = first.length;
  for (const literal of others) {
    const at = text.indexOf(literal, from);
    if (at < 0 || at + literal.length > end) return null;
    values.push(text.slice(from, at));
    from = at + literal.length;
  }
  return from > end ? null : [...values, text.slice(from, end)];
}
