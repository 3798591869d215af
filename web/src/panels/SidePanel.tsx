import { lazy } from "react";
import { useNotLoaded, useSelectedNode, useView } from "@/store/hooks";
import { Later } from "@/ui/Later";
import { usePreload } from "@/ui/usePreload";

const loadPanel = () => import("./node/NodePanel");
const LOADERS = [loadPanel];
const NodePanel = lazy(loadPanel);

/** The panel of the selected node, where one is selected and the panel is wanted. */
export function SidePanel() {
  const node = useSelectedNode();
  const open = useView((state) => state.panelOpen);
  const fail = useNotLoaded();
  usePreload(LOADERS);
  if (!node || !open) return null;
  return (
    <div className="absolute top-3 right-3 bottom-3 z-10">
      <Later key={node.id} onError={fail}>
        <NodePanel node={node} />
      </Later>
    </div>
  );
}
