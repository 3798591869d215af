import { createContext } from "react";

/** Before the first words of a page are shown; the next ones follow at once. */
const WAIT_MS = 350;
const NEXT_MS = 150;

/** A time to wait, of which there is one at once. */
export class Rest {
  private timer: ReturnType<typeof setTimeout> | undefined;

  begin(milliseconds: number, then: () => void): void {
    this.end();
    this.timer = setTimeout(then, milliseconds);
  }

  end(): void {
    clearTimeout(this.timer);
  }
}

/** Keeps a page to one tooltip at a time. */
class Tips {
  private open: { id: string; hide: () => void } | null = null;
  private closedAt = -Infinity;

  /** Milliseconds that a pointer must rest before words are shown. */
  get wait(): number {
    return this.open || performance.now() - this.closedAt < NEXT_MS ? 0 : WAIT_MS;
  }

  opened(id: string, hide: () => void): void {
    if (this.open?.id !== id) this.open?.hide();
    this.open = { id, hide };
  }

  closed(id: string): void {
    if (this.open?.id !== id) return;
    this.open = null;
    this.closedAt = performance.now();
  }
}

/** One for all tooltips, as there is one pointer and one focus. */
export const TipsContext = createContext(new Tips());
