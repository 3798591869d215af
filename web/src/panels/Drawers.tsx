import { lazy, type ComponentType } from "react";
import { useStudio } from "@/store/context";
import { useNotLoaded, useView } from "@/store/hooks";
import type { DrawerName } from "@/store/view";
import { Later } from "@/ui/Later";
import { usePreload } from "@/ui/usePreload";

const LOADERS: Record<DrawerName, () => Promise<{ default: ComponentType }>> = {
  add: () => import("./drawers/AddDrawer"),
  assets: () => import("./drawers/AssetsDrawer"),
  workflows: () => import("./drawers/WorkflowsDrawer"),
  templates: () => import("./drawers/TemplatesDrawer"),
  runs: () => import("./drawers/RunsDrawer"),
  outline: () => import("./drawers/OutlineDrawer"),
  settings: () => import("./drawers/SettingsDrawer"),
  versions: () => import("./drawers/versions/VersionsDrawer"),
  models: () => import("./drawers/models/ModelsDrawer"),
};
const ALL = Object.values(LOADERS);

const DRAWERS: Record<DrawerName, ComponentType> = {
  add: lazy(LOADERS.add),
  assets: lazy(LOADERS.assets),
  workflows: lazy(LOADERS.workflows),
  templates: lazy(LOADERS.templates),
  runs: lazy(LOADERS.runs),
  outline: lazy(LOADERS.outline),
  settings: lazy(LOADERS.settings),
  versions: lazy(LOADERS.versions),
  models: lazy(LOADERS.models),
};

/** The one drawer that is open, if any, beside the rail. */
export function Drawers() {
  const { view } = useStudio();
  const tell = useNotLoaded();
  const name = useView((state) => state.drawer);
  usePreload(ALL);
  if (name === null) return null;
  const Shown = DRAWERS[name];
  const fail = () => {
    view.closeDrawer();
    tell();
  };
  return (
    <div className="absolute top-3 bottom-15 left-18 z-20">
      <Later key={name} onError={fail}>
        <Shown />
      </Later>
    </div>
  );
}
