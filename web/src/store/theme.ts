import { createStore, type StoreApi } from "zustand/vanilla";

export type ThemeChoice = "system" | "dark" | "light";

export interface ThemeState {
  choice: ThemeChoice;
  shown: "dark" | "light";
}

const storageKey = "limner.theme";

/** Dark or light: as chosen, else as the system says, followed while it changes. */
export class Theme {
  readonly store: StoreApi<ThemeState>;
  private readonly light: MediaQueryList;

  constructor(page: Window) {
    this.light = page.matchMedia("(prefers-color-scheme: light)");
    this.store = createStore<ThemeState>(() => this.state(readChoice(page)));
    this.light.addEventListener("change", () => this.set(this.store.getState().choice));
    const paint = ({ shown }: ThemeState) => {
      page.document.documentElement.dataset.theme = shown;
    };
    paint(this.store.getState());
    this.store.subscribe(paint);
  }

  set(choice: ThemeChoice): void {
    window.localStorage.setItem(storageKey, choice);
    this.store.setState(this.state(choice));
  }

  private state(choice: ThemeChoice): ThemeState {
    const system = this.light.matches ? "light" : "dark";
    return { choice, shown: choice === "system" ? system : choice };
  }
}

function readChoice(page: Window): ThemeChoice {
  const kept = page.localStorage.getItem(storageKey);
  return kept === "dark" || kept === "light" ? kept : "system";
}
