import { useStudio } from "@/store/context";
import { useView } from "@/store/hooks";
import type { DrawerName } from "@/store/view";
import { Later } from "@/ui/Later";
import { part, type Part } from "@/ui/part";
import { usePreload } from "@/ui/usePreload";

const DRAWERS: Record<DrawerName, Part<object>> = {
  add: part(() => import("./drawers/AddDrawer").then((it) => it.default)),
  assets: part(() => import("./drawers/AssetsDrawer").then((it) => it.default)),
  workflows: part(() => import("./drawers/WorkflowsDrawer").then((it) => it.default)),
  templates: part(() => import("./drawers/TemplatesDrawer").then((it) => it.default)),
  runs: part(() => import("./drawers/RunsDrawer").then((it) => it.default)),
  outline: part(() => import("./drawers/OutlineDrawer").then((it) => it.default)),
  settings: part(() => import("./drawers/SettingsDrawer").then((it) => it.default)),
  versions: part(() => import("./drawers/versions/VersionsDrawer").then((it) => it.default)),
  credentials: part(() =>
    import("./drawers/credentials/CredentialsDrawer").then((it) => it.default),
  ),
  keys: part(() => import("./drawers/keys/KeysDrawer").then((it) => it.default)),
  models: part(() => import("./drawers/models/ModelsDrawer").then((it) => it.default)),
};
const ALL = Object.values(DRAWERS);

/** The one drawer that is open, if any, beside the rail. */
export function Drawers() {
  const { view } = useStudio();
  const name = useView((state) => state.drawer);
  usePreload(ALL);
  if (name === null) return null;
  const Shown = DRAWERS[name];
  return (
    <div className="absolute top-3 bottom-15 left-18 z-20">
      <Later key={name} onError={() => view.closeDrawer()}>
        <Shown />
      </Later>
    </div>
  );
}
