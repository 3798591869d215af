import type { ComponentType } from "react";
import { useView } from "@/store/hooks";
import type { DrawerName } from "@/store/view";
import { AddDrawer } from "./drawers/AddDrawer";
import { AssetsDrawer } from "./drawers/AssetsDrawer";
import { OutlineDrawer } from "./drawers/OutlineDrawer";
import { RunsDrawer } from "./drawers/RunsDrawer";
import { SettingsDrawer } from "./drawers/SettingsDrawer";
import { WorkflowsDrawer } from "./drawers/WorkflowsDrawer";

const DRAWERS: Record<DrawerName, ComponentType> = {
  add: AddDrawer,
  assets: AssetsDrawer,
  workflows: WorkflowsDrawer,
  runs: RunsDrawer,
  outline: OutlineDrawer,
  settings: SettingsDrawer,
};

/** The one drawer that is open, if any, beside the rail. */
export function Drawers() {
  const name = useView((state) => state.drawer);
  if (name === null) return null;
  const Shown = DRAWERS[name];
  return (
    <div className="absolute top-3 bottom-3 left-18 z-20">
      <Shown key={name} />
    </div>
  );
}
