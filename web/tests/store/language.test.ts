// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { speak, t } from "@/i18n/t";
import { Language } from "@/store/language";

beforeEach(() => window.localStorage.clear());
afterEach(async () => {
  vi.restoreAllMocks();
  await speak("en");
});

async function opened(...languages: string[]): Promise<Language> {
  vi.spyOn(window.navigator, "languages", "get").mockReturnValue(languages);
  const language = new Language(window);
  await language.start();
  return language;
}

it.each([
  [["it-IT", "en"], "it"],
  [["it"], "it"],
  [["en-US", "it"], "en"],
  [["fr-FR", "it-CH"], "it"],
  [["fr"], "en"],
  [[], "en"],
])("begins with the first of the browser's languages %j that there is: %s", async (from, code) => {
  const language = await opened(...from);
  expect(language.store.getState().code).toBe(code);
  expect(document.documentElement.lang).toBe(code);
  expect(t("canvas.run")).toBe(code === "it" ? "Esegui" : "Run");
});

it("speaks what was chosen last, whichever texts come first", async () => {
  const language = await opened("en");
  await Promise.all([language.set("it"), language.set("en")]);
  expect(language.store.getState().code).toBe("en");
  expect(t("canvas.run")).toBe("Run");
  expect(window.localStorage.getItem("limner.language")).toBe("en");
});

it("keeps what was chosen over what the browser asks for", async () => {
  const before = await opened("it");
  await before.set("en");
  expect(t("canvas.run")).toBe("Run");
  const after = await opened("it");
  expect(after.store.getState().code).toBe("en");
});
