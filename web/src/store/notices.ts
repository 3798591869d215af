export interface Notice {
  text: string;
  /** One thing to do about it, most often Undo. */
  action?: { label: string; run: () => void };
  bad?: boolean;
}

/** Words to the person, from anywhere; whoever shows them listens. */
export class Notices {
  private readonly listeners = new Set<(notice: Notice) => void>();

  say(notice: Notice): void {
    for (const listener of this.listeners) listener(notice);
  }

  /** Says what went wrong, in the words of the error. */
  fail(error: unknown): void {
    this.say({ text: error instanceof Error ? error.message : String(error), bad: true });
  }

  listen(listener: (notice: Notice) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
