import {
  AlignStartVertical,
  CopyPlus,
  Group,
  LayoutGrid,
  ListPlus,
  Palette,
  Play,
  Trash2,
  Ungroup,
} from "lucide-react";

import { TINTS, type Tint } from "@/graph/annotations";
import { t, type TextKey } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useEditor, useView } from "@/store/hooks";
import { IconButton } from "@/ui/IconButton";
import { Menu } from "@/ui/Menu";

import { keyLine, type Command } from "./command";

interface SelectionBarProps {
  commands: readonly Command[];
}

/** What can be done with several nodes, or with a comment or a group. */
export function SelectionBar({ commands }: SelectionBarProps) {
  const nodes = useEditor((state) => state.selectedNodes).length;
  const annotations = useEditor((state) => state.selectedAnnotations);
  const grouped = useEditor(({ doc }) =>
    annotations.some((id) => doc.annotations.byId[id]?.kind === "group"),
  );
  const byId = new Map(commands.map((command) => [command.id, command]));
  const more = byId.get("selectMore");
  const selecting = useView((state) => state.selecting);
  const several = nodes + annotations.length > 1 || grouped;
  const button = (id: string, icon: typeof Play) => {
    const command = byId.get(id);
    return command ? <CommandButton command={command} icon={icon} /> : null;
  };
  return (
    <div
      role="toolbar"
      aria-label={t("mechanics.selection")}
      className="absolute top-3 left-1/2 z-10 flex -translate-x-1/2 animate-appear items-center gap-0.5 rounded-md border border-line bg-card p-1 shadow-card"
    >
      <span role="status" className="px-2 text-sm whitespace-nowrap text-muted">
        {t("mechanics.selected", { n: nodes + annotations.length })}
      </span>
      {more ? (
        <IconButton
          icon={ListPlus}
          side="bottom"
          label={t(more.title)}
          pressed={selecting}
          onClick={more.run}
        />
      ) : null}
      {annotations.length > 0 ? <TintMenu ids={annotations} /> : null}
      {several ? (
        <>
          <AlignMenu commands={commands} />
          {button("tidy", LayoutGrid)}
        </>
      ) : null}
      {grouped ? button("ungroup", Ungroup) : button("group", Group)}
      {nodes > 0 ? button("run", Play) : null}
      {button("duplicate", CopyPlus)}
      {button("delete", Trash2)}
    </div>
  );
}

function CommandButton({ command, icon }: { command: Command; icon: typeof Play }) {
  return (
    <IconButton
      icon={icon}
      side="bottom"
      label={`${t(command.title)} ${keyLine(command)}`.trim()}
      onClick={command.run}
    />
  );
}

function AlignMenu({ commands }: SelectionBarProps) {
  const rows = (beginning: string) =>
    commands
      .filter((command) => command.id.startsWith(beginning))
      .map((command) => ({
        label: t(command.title),
        icon: command.icon,
        keys: keyLine(command),
        reason: command.reason?.() ?? null,
        onSelect: command.run,
      }));
  return (
    <Menu groups={[rows("align-"), rows("distribute-")]}>
      <IconButton icon={AlignStartVertical} side="bottom" label={t("mechanics.align")} />
    </Menu>
  );
}

const tintNames: Record<Tint, TextKey> = {
  plain: "mechanics.tintPlain",
  sand: "mechanics.tintSand",
  sage: "mechanics.tintSage",
  slate: "mechanics.tintSlate",
  plum: "mechanics.tintPlum",
};

function TintMenu({ ids }: { ids: readonly string[] }) {
  const { editor } = useStudio();
  const rows = TINTS.map((tint) => ({
    label: t(tintNames[tint]),
    swatch: `var(--tint-${tint})`,
    onSelect: () => editor.tint(ids, tint),
  }));
  return (
    <Menu groups={[rows]}>
      <IconButton icon={Palette} side="bottom" label={t("mechanics.color")} />
    </Menu>
  );
}
