import { afterEach, describe, expect, it } from "vitest";

import { isTold, served } from "@/i18n/served";
import { LANGUAGES, loadServed, speak, type LanguageCode } from "@/i18n/t";

const others = LANGUAGES.filter((code) => code !== "en");

/** The names in braces, in the order of the alphabet. */
function names(text: string): string[] {
  return [...text.matchAll(/\{(\w+)!?\}/g)].map(([, name]) => name ?? "").sort();
}

afterEach(() => speak("en"));

describe.each(others)("the server in %s", (code: LanguageCode) => {
  it("names the same values", async () => {
    for (const [text, told] of Object.entries((await loadServed(code)) ?? {}))
      expect([text, names(told)]).toEqual([text, names(text)]);
  });
});

describe("Italian", () => {
  const cases = [
    ["The prompt is empty. Describe the image.", "Il prompt è vuoto. Descrivi l’immagine."],
    [
      "The prompt has 4120 characters; the longest is 4000.",
      "Il prompt ha 4120 caratteri; al massimo sono 4000.",
    ],
    [
      "Sketch takes no style reference. References it takes: none at all. Models that take this one: GPT Image 2.",
      "Sketch non accetta riferimenti di tipo stile. Riferimenti accettati: nessuno. Modelli che lo accettano: GPT Image 2.",
    ],
    [
      "A number cannot go into an image input.",
      "Un numero non può andare in un ingresso per un’immagine.",
    ],
    [
      "count: Input should be less than or equal to 15.",
      "count: Il valore deve essere al massimo 15.",
    ],
    ["'edges' must be a list, not a number.", "'edges' deve essere un elenco, non un numero."],
    [
      "image_gen: There is no prompt, and no text is wired in. (and 2 more)",
      "image_gen: Non c’è un prompt, e nessun testo è collegato. (e altri 2)",
    ],
    [
      "OpenAI is overloaded. Trying again in 4 s.",
      "OpenAI è sovraccarico. Nuovo tentativo fra 4 s.",
    ],
    [
      "'8:1' is not a size this model makes. It takes: 1:1, 16:9.",
      "'8:1' non è una dimensione che questo modello fa. Accetta: 1:1, 16:9.",
    ],
    [
      "2 of 3 items failed. Item 1: The prompt is empty.",
      "2 elementi su 3 non sono riusciti. Elemento 1: Il prompt è vuoto.",
    ],
    [
      "In '{{ x.y }': there is no 'x'; there is text, list (line 1, column 3).",
      "In '{{ x.y }': non c’è 'x'; c’è text, list (riga 1, colonna 3).",
    ],
    [
      "The chosen model takes nothing at 'Style'.",
      "Il modello scelto non accetta nulla in 'Stile'.",
    ],
  ] as const;

  it.each(cases)("%s", async (english, italian) => {
    await speak("it");
    expect(served(english)).toBe(italian);
  });

  it("leaves alone what is somebody's own", async () => {
    await speak("it");
    expect(served("A fox: quick and brown")).toBe("A fox: quick and brown");
    expect(isTold("A fox: quick and brown")).toBe(false);
    expect(served("OpenAI failed: upstream said: no")).toBe(
      "OpenAI non è riuscito: upstream said: no",
    );
  });

  it("is not slow at a text that almost fits", async () => {
    await speak("it");
    const long = "The rectangle × at (, ".repeat(180);
    expect(served(long)).toBe(long);
  });

  it("is gone when English is spoken", async () => {
    await speak("it");
    await speak("en");
    expect(served("The prompt is empty.")).toBe("The prompt is empty.");
    expect(isTold("Anything at all")).toBe(true);
  });
});
