import type { LucideIcon } from "lucide-react";

import type { TextKey } from "@/i18n/t";

export const SECTIONS = ["add", "edit", "arrange", "run", "view", "open"] as const;

/**
 * One thing that can be done. Keys, the sheet of keys, the palette, menus and
 * the bar over a selection all take it from here.
 */
export interface Command {
  id: string;
  title: TextKey;
  section: (typeof SECTIONS)[number];
  icon: LucideIcon;
  /** The keys that do it, `mod+shift+z`; the first is the one that is shown. */
  keys?: readonly string[];
  /** Heard in text fields too. */
  always?: boolean;
  /** Heard before the graph library, which has a meaning of its own for them. */
  first?: boolean;
  /** Its keys mean something else where it cannot be done, and nothing is said then. */
  quiet?: boolean;
  /** Why it cannot be done now; null when it can. */
  reason?: () => string | null;
  run: () => void;
}

/** The name of what is pressed, as commands write it. */
export function keyName(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  const shift = event.shiftKey && (mod || event.altKey || /^([a-z]|.{2,})$/.test(key));
  return [mod && "mod", event.altKey && "alt", shift && "shift", key].filter(Boolean).join("+");
}

const apple = /mac|iphone|ipad/i.test(navigator.userAgent);

const names: Readonly<Record<string, string>> = {
  mod: apple ? "⌘" : "Ctrl",
  alt: apple ? "⌥" : "Alt",
  shift: apple ? "⇧" : "Shift",
  delete: "Del",
  enter: "Enter",
  escape: "Esc",
  backspace: "Backspace",
  arrows: "← ↑ → ↓",
  arrowleft: "Left",
  arrowright: "Right",
  arrowup: "Up",
  arrowdown: "Down",
  "-": "−",
};

/** Keys as they are written on the keyboard, one by one. */
export function keyCaps(keys: string): string[] {
  const parts = keys === "+" ? ["+"] : keys.split("+");
  return parts.map((part) => names[part] ?? part.toUpperCase());
}

/** The keys of a command in one line, as a menu shows them; of one without, those given. */
export function keyLine({ keys }: Command, otherwise = ""): string {
  return keyCaps(keys?.[0] ?? otherwise).join(" ");
}

/** Whether keys belong to what has the focus, because a text is edited there. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input, textarea, select");
}
