import { createStore, type StoreApi } from "zustand/vanilla";

import { t } from "@/i18n/t";

import type { Notices } from "./notices";

export interface RemovalsState {
  /** Keys of what is out of sight already. */
  hidden: ReadonlySet<string>;
  /** How many things have gone for good. */
  gone: number;
}

/**
 * Deletions that cannot be taken back on the server, made so that they can: the
 * thing goes out of sight at once and is deleted when its notice has gone. That
 * stands as long as the pointer rests on it: by a clock of one's own, its Undo
 * could come too late.
 */
export class Removals {
  readonly store: StoreApi<RemovalsState> = createStore<RemovalsState>(() => ({
    hidden: new Set(),
    gone: 0,
  }));

  constructor(private readonly notices: Notices) {}

  remove(key: string, said: string, perform: () => Promise<void>): void {
    this.removeAll([key], said, perform);
  }

  /** Several things as one: one notice, one Undo; each is deleted by itself. */
  removeAll(keys: readonly string[], said: string, perform: (key: string) => Promise<void>): void {
    this.hide(keys, true);
    let waits = true;
    const once = (then: () => void) => () => {
      if (waits) then();
      waits = false;
    };
    const undo = once(() => this.hide(keys, false));
    const gone = once(() => void this.performAll(keys, perform));
    this.notices.say({ text: said, action: { label: t("store.undo"), run: undo }, gone });
  }

  /** What cannot be deleted comes back; one of the reasons is said. */
  private async performAll(
    keys: readonly string[],
    perform: (key: string) => Promise<void>,
  ): Promise<void> {
    let fault: unknown = null;
    for (const key of keys) {
      try {
        await perform(key);
        this.store.setState(({ gone }) => ({ gone: gone + 1 }));
      } catch (error) {
        fault = error;
        this.hide([key], false);
      }
    }
    if (fault !== null) this.notices.fail(fault);
  }

  private hide(keys: readonly string[], hidden: boolean): void {
    this.store.setState((state) => {
      const all = new Set(state.hidden);
      for (const key of keys) {
        if (hidden) all.add(key);
        else all.delete(key);
      }
      return { hidden: all };
    });
  }
}
