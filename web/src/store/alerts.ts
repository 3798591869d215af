import { createStore, type StoreApi } from "zustand/vanilla";

import { t } from "@/i18n/t";

import { isActive, type LiveRun, type RunsState } from "./runs";

/** A run of less is over before one has looked elsewhere for long. */
export const LONG_RUN_MS = 30_000;

const storageKey = "limner.alerts";

export interface AlertsState {
  on: boolean;
}

/** Tells who looks elsewhere, by the system's own notices, that a long run has ended. */
export class Alerts {
  readonly store: StoreApi<AlertsState>;
  private readonly began = new Map<string, number>();

  constructor(private readonly page: Window & typeof globalThis) {
    const kept = page.localStorage.getItem(storageKey) === "on";
    this.store = createStore<AlertsState>(() => ({ on: kept && this.allowed() }));
  }

  /** Whether the browser has them for this page: it takes https, or this very machine. */
  possible(): boolean {
    return this.page.isSecureContext && "Notification" in this.page;
  }

  /** Switches them; to switch on, the browser asks the person. False where it is refused. */
  async set(on: boolean): Promise<boolean> {
    const granted = on && (await this.page.Notification.requestPermission()) === "granted";
    this.page.localStorage.setItem(storageKey, granted ? "on" : "off");
    this.store.setState({ on: granted });
    return granted === on;
  }

  /** Follows the runs of the open workflow; returns how to stop. */
  watch(runs: StoreApi<RunsState>, name: () => string): () => void {
    return runs.subscribe((state) => {
      for (const run of Object.values(state.runs)) this.look(run, name);
    });
  }

  private look(run: LiveRun, name: () => string): void {
    if (isActive(run.status)) {
      if (!this.began.has(run.id)) this.began.set(run.id, Date.now());
      return;
    }
    const since = this.began.get(run.id);
    if (since === undefined) return;
    this.began.delete(run.id);
    const { on } = this.store.getState();
    const wanted = on && this.page.document.hidden && run.status !== "cancelled";
    if (wanted && Date.now() - since >= LONG_RUN_MS) this.tell(run, name());
  }

  private tell({ id, status }: LiveRun, name: string): void {
    const body = t(status === "failed" ? "running.alertFailed" : "running.alertEnded");
    const notice = new this.page.Notification(name, { body, tag: id });
    notice.addEventListener("click", () => {
      this.page.focus();
      notice.close();
    });
  }

  private allowed(): boolean {
    return this.possible() && this.page.Notification.permission === "granted";
  }
}
