import {
  History,
  Keyboard,
  LayoutTemplate,
  Workflow,
  ListTree,
  Images,
  Plus,
  Settings,
  type LucideIcon,
} from "lucide-react";

import { t, type TextKey } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useView } from "@/store/hooks";
import type { DrawerName } from "@/store/view";
import { IconButton } from "@/ui/IconButton";

const drawers: readonly { name: DrawerName; icon: LucideIcon; label: TextKey }[] = [
  { name: "add", icon: Plus, label: "canvas.add" },
  { name: "assets", icon: Images, label: "canvas.assets" },
  { name: "workflows", icon: Workflow, label: "canvas.workflows" },
  { name: "templates", icon: LayoutTemplate, label: "templates.title" },
  { name: "runs", icon: History, label: "canvas.runs" },
  { name: "outline", icon: ListTree, label: "canvas.outline" },
  { name: "settings", icon: Settings, label: "canvas.settings" },
];

/** The rail at the left; each of its buttons opens a drawer. */
export function Rail() {
  const { view } = useStudio();
  const open = useView((state) => state.drawer);
  return (
    <nav
      aria-label={t("canvas.rail")}
      className="absolute top-3 left-3 z-20 flex flex-col gap-1 rounded-lg border border-line bg-card p-1 shadow-card"
    >
      {drawers.map(({ name, icon, label }) => (
        <IconButton
          key={name}
          icon={icon}
          size="lg"
          side="right"
          label={t(label)}
          pressed={open === name}
          onClick={() => view.toggleDrawer(name)}
        />
      ))}
      <IconButton
        icon={Keyboard}
        size="lg"
        side="right"
        label={t("canvas.shortcuts")}
        onClick={() => view.openDialog({ kind: "shortcuts" })}
      />
    </nav>
  );
}
