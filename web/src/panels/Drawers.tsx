import { lazy, Suspense, type ComponentType } from "react";
import { useView } from "@/store/hooks";
import type { DrawerName } from "@/store/view";

const DRAWERS: Record<DrawerName, ComponentType> = {
  add: lazy(() => import("./drawers/AddDrawer")),
  assets: lazy(() => import("./drawers/AssetsDrawer")),
  workflows: lazy(() => import("./drawers/WorkflowsDrawer")),
  runs: lazy(() => import("./drawers/RunsDrawer")),
  outline: lazy(() => import("./drawers/OutlineDrawer")),
  settings: lazy(() => import("./drawers/SettingsDrawer")),
};

/** The one drawer that is open, if any, beside the rail; loaded on first use. */
export function Drawers() {
  const name = useView((state) => state.drawer);
  if (name === null) return null;
  const Shown = DRAWERS[name];
  return (
    <div className="absolute top-3 bottom-3 left-18 z-20">
      <Suspense fallback={null}>
        <Shown key={name} />
      </Suspense>
    </div>
  );
}
