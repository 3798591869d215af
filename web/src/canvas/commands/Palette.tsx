import { t } from "@/i18n/t";
import { Kbd } from "@/ui/Kbd";

import { keyCaps, type Command } from "./command";
import { PickList } from "./PickList";
import { sectionNames } from "./sectionNames";

interface PaletteProps {
  commands: readonly Command[];
  onClose: () => void;
}

/** Every command, to be found by its name; those that cannot be done now say why. */
export function Palette({ commands, onClose }: PaletteProps) {
  const rows = commands
    .filter(({ id }) => id !== "commands")
    .map((command) => {
      const Icon = command.icon;
      const keys = command.keys?.[0];
      return {
        id: command.id,
        title: t(command.title),
        hint: t(sectionNames[command.section]),
        icon: <Icon aria-hidden size={16} />,
        aside: keys ? (
          <span className="flex gap-1">
            {keyCaps(keys).map((cap) => (
              <Kbd key={cap}>{cap}</Kbd>
            ))}
          </span>
        ) : null,
        reason: command.reason?.() ?? null,
        onPick: command.run,
      };
    });
  return (
    <PickList
      label={t("mechanics.commands")}
      placeholder={t("mechanics.commandsPlaceholder")}
      empty={t("mechanics.noCommand")}
      rows={rows}
      onClose={onClose}
    />
  );
}
