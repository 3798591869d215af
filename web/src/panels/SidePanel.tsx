import { lazy, Suspense } from "react";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useSelectedNode, useView } from "@/store/hooks";
import { Boundary } from "@/ui/Boundary";
import { usePreload } from "@/ui/usePreload";

const loadPanel = () => import("./node/NodePanel");
const LOADERS = [loadPanel];
const NodePanel = lazy(loadPanel);

/** The panel of the selected node, where one is selected and the panel is wanted. */
export function SidePanel() {
  const { notices } = useStudio();
  const node = useSelectedNode();
  const open = useView((state) => state.panelOpen);
  usePreload(LOADERS);
  if (!node || !open) return null;
  const fail = () => notices.say({ text: t("panels.notLoaded"), bad: true });
  return (
    <div className="absolute top-3 right-3 bottom-3 z-10">
      <Boundary key={node.id} onError={fail}>
        <Suspense fallback={null}>
          <NodePanel node={node} />
        </Suspense>
      </Boundary>
    </div>
  );
}
