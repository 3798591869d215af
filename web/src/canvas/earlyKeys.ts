import { flushSync } from "react-dom";

import { isTextField } from "./commands/command";

/** Keeps the keys that are pressed and what is pasted before those who hear it are here, and gives it to them then. */
export class EarlyKeys {
  private readonly kept: (() => void)[] = [];
  private readonly note = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isTyping(event)) return;
    const again = new KeyboardEvent(event.type, event);
    // To the window alone, for all else has heard it; what it is meant for is told by where it was pressed.
    Object.defineProperty(again, "target", { value: event.target });
    this.kept.push(() => window.dispatchEvent(again));
  };
  private readonly notePaste = (event: ClipboardEvent) => {
    if (event.defaultPrevented || isTextField(event.target) || !event.clipboardData) return;
    // What was pasted can be read only while the event lasts.
    const clipboardData = copyOf(event.clipboardData);
    this.kept.push(() => document.dispatchEvent(new ClipboardEvent("paste", { clipboardData })));
  };

  /** Gives back what ends it. */
  listen(): () => void {
    window.addEventListener("keydown", this.note);
    document.addEventListener("paste", this.notePaste);
    return () => this.stop();
  }

  /** One after the other, each once what the one before has done is drawn, as when keys are pressed. */
  handOver(): void {
    this.stop();
    const kept = this.kept.splice(0);
    // Not from within drawing itself.
    queueMicrotask(() => kept.forEach((again) => flushSync(again)));
  }

  private stop(): void {
    window.removeEventListener("keydown", this.note);
    document.removeEventListener("paste", this.notePaste);
  }
}

/** With Ctrl or ⌘ a key may be meant for the canvas also from within a text. */
function isTyping({ target, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return isTextField(target) && !ctrlKey && !metaKey;
}

function copyOf(given: DataTransfer): DataTransfer {
  const copy = new DataTransfer();
  for (const type of given.types) {
    if (type !== "Files") copy.setData(type, given.getData(type));
  }
  for (const file of given.files) copy.items.add(file);
  return copy;
}
