import { wordsOf } from "./errorWords";

export interface Notice {
  text: string;
  /** One thing to do about it, most often Undo. */
  action?: { label: string; run: () => void };
  bad?: boolean;
  /** Called when it has gone by itself or was sent away. */
  gone?: () => void;
}

/** Words to the person, from anywhere; whoever shows them listens. */
export class Notices {
  private readonly listeners = new Set<(notice: Notice) => void>();
  /** Said before anybody listened. */
  private readonly waiting: Notice[] = [];

  say(notice: Notice): void {
    if (this.listeners.size === 0) this.waiting.push(notice);
    for (const listener of this.listeners) listener(notice);
  }

  /** Says what went wrong, in the words of the error. */
  fail(error: unknown): void {
    this.say({ text: wordsOf(error), bad: true });
  }

  listen(listener: (notice: Notice) => void): () => void {
    this.listeners.add(listener);
    for (const notice of this.waiting.splice(0)) listener(notice);
    return () => this.listeners.delete(listener);
  }
}
