import { useEffect } from "react";

import { useStudio } from "@/store/context";

import { isTextField, keyName, type Command } from "./commands/command";

/**
 * Keys of the canvas; most rest while a text is edited, all while a window is open. One may be
 * `opening` for a while before it is drawn: what is pressed then is not meant for the canvas.
 */
export function useShortcuts(commands: readonly Command[], opening: boolean): void {
  const { notices } = useStudio();
  useEffect(() => {
    const byKey = new Map(
      commands.flatMap((command) => (command.keys ?? []).map((key) => [key, command] as const)),
    );
    const act = (event: KeyboardEvent, command: Command) => {
      event.preventDefault();
      const reason = command.reason?.() ?? null;
      if (reason === null) command.run();
      else if (!command.quiet) notices.say({ text: reason });
    };
    const rests = () => opening || windowIsOpen();
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || rests() || isTextField(event.target)) return;
      const command = byKey.get(keyName(event));
      if (command && !isPressed(event)) act(event, command);
    };
    // Before others hear them: to the graph library Enter with Ctrl means to unselect.
    const onEarlyKey = (event: KeyboardEvent) => {
      const command = byKey.get(keyName(event));
      if (!command || rests()) return;
      if (!command.always && !(command.first && isOfCanvas(event.target))) return;
      event.stopPropagation();
      act(event, command);
    };
    window.addEventListener("keydown", onEarlyKey, { capture: true });
    window.addEventListener("keydown", onKeyDown);
    return () => {
      window.removeEventListener("keydown", onEarlyKey, { capture: true });
      window.removeEventListener("keydown", onKeyDown);
    };
  }, [commands, opening, notices]);
}

/** Whether the canvas itself is typed at: in a panel the same keys may move a line. */
export function isOfCanvas(target: EventTarget | null): boolean {
  if (isTextField(target) || !(target instanceof Element)) return false;
  return target === document.body || target.closest(".react-flow") !== null;
}

/** Whether Enter belongs to the button that has the focus. */
function isPressed({ key, target }: KeyboardEvent): boolean {
  return (
    key === "Enter" &&
    target instanceof Element &&
    target.closest("button, a, [role=button]") !== null
  );
}

/** Whether something is open over the canvas that has the keys for itself. */
export function windowIsOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null;
}
