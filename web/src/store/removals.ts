import { createStore, type StoreApi } from "zustand/vanilla";

import { t } from "@/i18n/t";

import type { Notices } from "./notices";

export interface RemovalsState {
  /** Keys of what is out of sight already. */
  hidden: ReadonlySet<string>;
  /** How many things have gone for good. */
  gone: number;
}

/** As long as the notice with its Undo stands. */
const graceMs = 6000;

/**
 * Deletions that cannot be taken back on the server, made so that they can: the
 * thing goes out of sight at once and is deleted when its notice has gone.
 */
export class Removals {
  readonly store: StoreApi<RemovalsState> = createStore<RemovalsState>(() => ({
    hidden: new Set(),
    gone: 0,
  }));

  constructor(private readonly notices: Notices) {}

  remove(key: string, said: string, perform: () => Promise<void>): void {
    this.hide(key, true);
    const timer = setTimeout(() => {
      perform().then(
        () => this.store.setState(({ gone }) => ({ gone: gone + 1 })),
        (error: unknown) => {
          this.hide(key, false);
          this.notices.fail(error);
        },
      );
    }, graceMs);
    const undo = () => {
      clearTimeout(timer);
      this.hide(key, false);
    };
    this.notices.say({ text: said, action: { label: t("store.undo"), run: undo } });
  }

  private hide(key: string, hidden: boolean): void {
    this.store.setState((state) => {
      const keys = new Set(state.hidden);
      if (hidden) keys.add(key);
      else keys.delete(key);
      return { hidden: keys };
    });
  }
}
