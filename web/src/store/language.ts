import { createStore, type StoreApi } from "zustand/vanilla";

import { LANGUAGES, speak, type LanguageCode } from "@/i18n/t";

import { Latest } from "./latest";

export interface LanguageState {
  code: LanguageCode;
}

const storageKey = "limner.language";

/** The language of the page: as chosen, else the first of the browser's languages that there is. */
export class Language {
  readonly store: StoreApi<LanguageState>;
  private readonly page: Window;
  private readonly choosing = new Latest();

  constructor(page: Window) {
    this.page = page;
    this.store = createStore<LanguageState>(() => ({ code: firstCode(page) }));
  }

  /** Fetches the texts; resolves when the page may be drawn. Without them it speaks English. */
  async start(): Promise<void> {
    const { code } = this.store.getState();
    await this.show(code).catch(() => this.show("en"));
  }

  /** Changes the language for good; rejects, and changes nothing, where its texts cannot be fetched. */
  async set(code: LanguageCode): Promise<void> {
    if (await this.show(code)) this.page.localStorage.setItem(storageKey, code);
  }

  /** False where another was chosen before the texts of this one were here. */
  private async show(code: LanguageCode): Promise<boolean> {
    if (!(await speak(code, this.choosing.begin()))) return false;
    this.page.document.documentElement.lang = code;
    this.store.setState({ code });
    return true;
  }
}

function firstCode(page: Window): LanguageCode {
  const kept = page.localStorage.getItem(storageKey);
  const wanted = [kept ?? "", ...page.navigator.languages].map((tag) => tag.slice(0, 2));
  const found = wanted.find((code) => LANGUAGES.some((each) => each === code));
  return LANGUAGES.find((each) => each === found) ?? "en";
}
