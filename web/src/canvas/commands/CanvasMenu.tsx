import { t } from "@/i18n/t";
import { MenuAt } from "@/ui/Menu";

import { keyLine, type Command } from "./command";

export interface MenuRequest {
  x: number;
  y: number;
}

interface CanvasMenuProps {
  request: MenuRequest;
  commands: readonly Command[];
  onClose: () => void;
}

/** By what is selected: what is on offer, group by group. */
const overSelection = [
  ["run", "connect"],
  ["cut", "copy", "paste", "duplicate"],
  ["write", "tidy", "group", "ungroup"],
  ["selectMore"],
  ["delete"],
];
const overNothing = [
  ["add", "comment", "paste"],
  ["tidy", "selectAll", "fit"],
  ["commands", "shortcuts"],
];

/** The menu at the pointer: of the selection, else of the canvas. */
export function CanvasMenu({ request, commands, onClose }: CanvasMenuProps) {
  const byId = new Map(commands.map((command) => [command.id, command]));
  const possible = (id: string) => byId.get(id)?.reason?.() == null;
  const wanted = possible("delete") ? overSelection : overNothing;
  const groups = wanted
    .map((ids) => ids.filter((id) => possible(id)).flatMap((id) => byId.get(id) ?? []))
    .filter((group) => group.length > 0)
    .map((group) =>
      group.map((command) => ({
        label: t(command.title),
        icon: command.icon,
        keys: keyLine(command, ownKeys[command.id]),
        bad: command.id === "delete",
        onSelect: command.run,
      })),
    );
  return <MenuAt {...request} label={t("mechanics.menu")} groups={groups} onClose={onClose} />;
}

/** Keys that the browser hears for us. */
const ownKeys: Readonly<Record<string, string>> = { cut: "mod+x", copy: "mod+c", paste: "mod+v" };
