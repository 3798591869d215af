import { createStore, type StoreApi } from "zustand/vanilla";

import type { Client } from "@/api/client";
import { ApiError } from "@/api/problem";
import type { Workflow } from "@/api/types";
import { emptyDoc, fromDocument, toDocument, type Doc } from "@/graph/document";
import { merge, type Clash } from "@/graph/merge";

import type { Editor } from "./editor";
import type { Journal } from "./journal";

type SaveStatus = "saved" | "saving" | "offline" | "conflict" | "refused";

/** What both sides changed since `base`; editing may go on until one is chosen. */
interface Conflict {
  base: Doc;
  theirs: Doc;
  clashes: readonly Clash[];
}

export interface SavingState {
  workflowId: string | null;
  version: number;
  status: SaveStatus;
  /** Why it is `refused`. */
  detail: string | null;
  conflict: Conflict | null;
}

const pause = 800;
const notePause = 200;
const firstRetry = 1_000;
const longestRetry = 15_000;

/**
 * Saves the document as it changes: after a short pause, one save at a time,
 * never over what somebody else saved in between.
 */
export class Saving {
  readonly store: StoreApi<SavingState>;
  private base: Doc = emptyDoc;
  private etag = "";
  private newest = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private noteTimer: ReturnType<typeof setTimeout> | undefined;
  private inFlight: Promise<void> | null = null;
  private retry = firstRetry;
  private restored: string[] = [];

  constructor(
    private readonly client: Client,
    private readonly editor: Editor,
    private readonly journal: Journal,
  ) {
    this.store = createStore<SavingState>(() => ({
      workflowId: null,
      version: 0,
      status: "saved",
      detail: null,
      conflict: null,
    }));
    editor.store.subscribe((state, before) => {
      if (state.doc !== before.doc) this.changed();
    });
  }

  get dirty(): boolean {
    return this.editor.doc !== this.base;
  }

  /** Shows a stored workflow, with the edits on top that an earlier tab could not save. */
  async open(workflow: Workflow): Promise<void> {
    clearTimeout(this.timer);
    const doc = fromDocument(workflow);
    this.base = doc;
    this.newest = 0;
    this.restored = [];
    this.store.setState({ workflowId: workflow.id, status: "saved", detail: null, conflict: null });
    this.accept(workflow);
    this.editor.open(doc, workflow.problems);
    for (const entry of await this.journal.read(workflow.id)) {
      // Another may have been opened meanwhile.
      if (this.store.getState().workflowId !== workflow.id) return;
      this.restored.push(entry.tab);
      this.bringTogether(fromDocument(entry.base), fromDocument(entry.mine), this.editor.doc);
    }
  }

  /** Waits until all edits are on the server and nothing is on its way. Rejects when they cannot get there now. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    while (this.dirty || this.inFlight) {
      await (this.inFlight ?? this.save());
      const { status, detail } = this.store.getState();
      if (this.dirty && status !== "saving" && status !== "saved")
        throw new ApiError(0, { code: status, detail: detail ?? status });
    }
  }

  /** The page may go away: send what is left in a request that outlives it. */
  leave(): void {
    this.note();
    if (!this.dirty || this.inFlight || this.store.getState().status === "conflict") return;
    void this.save(true);
  }

  /** The connection may be back. */
  hurry(): void {
    if (this.store.getState().status === "offline") void this.save();
  }

  /** Somebody saved this workflow; it may have been us. */
  async heard(version: number): Promise<void> {
    this.newest = Math.max(this.newest, version);
    if (!this.inFlight && this.isBehind()) await this.exclusively(() => Promise.resolve());
  }

  /** Ends a conflict. Nothing of the other side's separate changes is lost either way. */
  async resolve(choice: "mine" | "theirs"): Promise<void> {
    const { conflict } = this.store.getState();
    if (!conflict) return;
    const merged = merge(conflict.base, this.editor.doc, conflict.theirs);
    this.store.setState({ conflict: null, status: "saving" });
    this.editor.replace(merged[choice]);
    await this.save();
    if (!this.dirty) this.store.setState({ status: "saved" });
  }

  private changed(): void {
    const { workflowId, conflict } = this.store.getState();
    if (workflowId === null || !this.dirty) return;
    this.noteTimer ??= setTimeout(() => this.note(), notePause);
    if (conflict) return;
    this.store.setState({ status: "saving", detail: null });
    this.later(pause);
  }

  /** Puts the unsaved edits into the journal. */
  private note(): void {
    clearTimeout(this.noteTimer);
    this.noteTimer = undefined;
    const { workflowId, conflict } = this.store.getState();
    if (workflowId === null || !this.dirty) return;
    const base = toDocument(conflict?.base ?? this.base);
    void this.journal.write({ workflowId, base, mine: toDocument(this.editor.doc) });
  }

  private later(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), wait);
  }

  private async save(leaving = false): Promise<void> {
    clearTimeout(this.timer);
    const { workflowId, conflict } = this.store.getState();
    if (workflowId === null || conflict) return;
    if (this.inFlight) return this.inFlight;
    await this.exclusively(() => this.put(workflowId, leaving));
    if (this.dirty && this.store.getState().status === "saving") this.later(pause);
  }

  /** Does one thing at a time, and after it takes in what somebody else saved during it. */
  private async exclusively(work: () => Promise<void>): Promise<void> {
    this.inFlight = work()
      .then(() => this.catchUp())
      .finally(() => (this.inFlight = null));
    await this.inFlight;
  }

  private async catchUp(): Promise<void> {
    while (this.isBehind()) if (!(await this.pull())) return;
  }

  private isBehind(): boolean {
    const { version, conflict } = this.store.getState();
    return this.newest > version && !conflict;
  }

  private async put(workflowId: string, leaving: boolean): Promise<void> {
    const sent = this.editor.doc;
    try {
      this.accept(await this.client.saveWorkflow(workflowId, this.etag, toDocument(sent), leaving));
      this.base = sent;
      this.retry = firstRetry;
      if (!this.dirty) await this.saved(workflowId);
    } catch (error) {
      await this.failed(error);
    }
  }

  private async saved(workflowId: string): Promise<void> {
    this.store.setState({ status: "saved", detail: null });
    const tabs = [this.journal.tab, ...this.restored.splice(0)];
    await Promise.all(tabs.map((tab) => this.journal.clear(workflowId, tab)));
  }

  private async failed(error: unknown): Promise<void> {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 412) {
      await this.pull();
      return;
    }
    if (error.passing) {
      this.store.setState({ status: "offline" });
      this.later(this.retry);
      this.retry = Math.min(this.retry * 2, longestRetry);
    } else {
      this.store.setState({ status: "refused", detail: error.message });
    }
  }

  /** Takes in what somebody else saved; false where it cannot be had now. */
  private async pull(): Promise<boolean> {
    const { workflowId } = this.store.getState();
    if (workflowId === null) return false;
    try {
      const workflow = await this.client.workflow(workflowId);
      const theirs = fromDocument(workflow);
      const [base, mine] = [this.base, this.editor.doc];
      this.base = theirs;
      this.accept(workflow);
      this.bringTogether(base, mine, theirs);
      return true;
    } catch (error) {
      await this.failed(error);
      return false;
    }
  }

  private bringTogether(base: Doc, mine: Doc, theirs: Doc): void {
    if (base === mine) {
      this.editor.replace(theirs);
      this.store.setState({ status: "saved" });
      return;
    }
    const merged = merge(base, mine, theirs);
    if (merged.clashes.length > 0) {
      this.store.setState({
        status: "conflict",
        conflict: { base, theirs, clashes: merged.clashes },
      });
      return;
    }
    this.editor.replace(merged.mine);
    if (this.dirty) this.later(0);
    else this.store.setState({ status: "saved" });
  }

  private accept(workflow: Workflow): void {
    this.etag = workflow.etag;
    this.newest = Math.max(this.newest, workflow.version);
    this.store.setState({ version: workflow.version });
    this.editor.setProblems(workflow.problems);
  }
}
