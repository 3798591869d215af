import { isTextField } from "./commands/command";

/** Keeps the keys that are pressed before those who hear them are here, and presses them then. */
export class EarlyKeys {
  private readonly pressed: KeyboardEvent[] = [];
  private readonly note = (event: KeyboardEvent) => {
    if (!event.defaultPrevented && !isTextField(event.target)) this.pressed.push(event);
  };

  /** Gives back what ends it. */
  listen(): () => void {
    window.addEventListener("keydown", this.note);
    return () => window.removeEventListener("keydown", this.note);
  }

  /** To the window alone: all else has heard them. */
  handOver(): void {
    window.removeEventListener("keydown", this.note);
    for (const event of this.pressed.splice(0))
      window.dispatchEvent(new KeyboardEvent(event.type, event));
  }
}
