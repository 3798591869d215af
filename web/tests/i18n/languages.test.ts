import { afterEach, describe, expect, it } from "vitest";

import { laterEnglish, tl } from "@/i18n/later";
import { LANGUAGES, load, speak, t, type Groups, type LanguageCode } from "@/i18n/t";
import { dayWords, durationWords, whenWords } from "@/fields/words";

const others = LANGUAGES.filter((code) => code !== "en");

/** Every text of a language under its key, as `group.name`. */
function texts(words: Groups): [string, string][] {
  return Object.entries(words).flatMap(([group, entries]) =>
    Object.entries(entries).map(([name, text]): [string, string] => [`${group}.${name}`, text]),
  );
}

/** What the page begins with, and what comes with its parts. */
async function everything(): Promise<Groups> {
  return { ...(await load("en")), ...laterEnglish };
}

/** The names in braces of each form, in the order of the alphabet. */
function names(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
}

afterEach(() => speak("en"));

describe.each(others)("%s against English", (code: LanguageCode) => {
  it("says the same keys, each with some words", async () => {
    const [english, other] = [texts(await everything()), texts(await load(code))];
    expect(other.map(([key]) => key).sort()).toEqual(english.map(([key]) => key).sort());
    expect(other.filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("names the same values and has as many forms", async () => {
    const translated = new Map(texts(await load(code)));
    const shape = (text: string) => ({ names: names(text), forms: text.split("|").length });
    for (const [key, text] of texts(await everything()))
      expect([key, shape(translated.get(key) ?? "")]).toEqual([key, shape(text)]);
  });
});

describe("speaking Italian", () => {
  it("counts one and many", async () => {
    await speak("it");
    expect(t("panels.pictures", { n: 1 })).toBe("1 immagine");
    expect(t("panels.pictures", { n: 12_500 })).toBe("12.500 immagini");
  });

  it("writes numbers and days as Italians do", async () => {
    await speak("it");
    expect(t("canvas.cost", { n: 3.5 })).toBe("3,5 cr");
    expect(durationWords(4_200)).toBe("4,2 s");
    expect(dayWords("2026-11-21")).toBe("21 nov 2026");
    expect(whenWords("2026-03-05T10:00:00", Date.parse("2026-03-09T10:00:00"))).toBe(
      "5 mar, 10:00",
    );
  });

  it("is English again when English is spoken", async () => {
    await speak("it");
    expect(tl("keys.make")).toBe("Crea");
    await speak("en");
    expect(tl("keys.make")).toBe("Make it");
    expect(t("canvas.run")).toBe("Run");
    expect(durationWords(4_200)).toBe("4.2 s");
  });
});
