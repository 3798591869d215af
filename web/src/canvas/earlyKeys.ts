import { isTextField } from "./commands/command";

/** Keeps the keys that are pressed and what is pasted before those who hear it are here, and gives it to them then. */
export class EarlyKeys {
  private readonly kept: (() => void)[] = [];
  private readonly note = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isTextField(event.target)) return;
    // To the window alone: all else has heard them.
    this.kept.push(() => window.dispatchEvent(new KeyboardEvent(event.type, event)));
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

  handOver(): void {
    this.stop();
    for (const again of this.kept.splice(0)) again();
  }

  private stop(): void {
    window.removeEventListener("keydown", this.note);
    document.removeEventListener("paste", this.notePaste);
  }
}

function copyOf(given: DataTransfer): DataTransfer {
  const copy = new DataTransfer();
  for (const type of given.types) {
    if (type !== "Files") copy.setData(type, given.getData(type));
  }
  for (const file of given.files) copy.items.add(file);
  return copy;
}
