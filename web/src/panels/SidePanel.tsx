import { CONTROL_PARTS } from "@/fields/Control";
import { useSelectedNode, useView } from "@/store/hooks";
import { Later } from "@/ui/Later";
import { part } from "@/ui/part";
import { usePreload } from "@/ui/usePreload";

const NodePanel = part(() => import("./node/NodePanel").then((it) => it.default));
const PARTS = [NodePanel, ...CONTROL_PARTS];

/** The panel of the selected node, where one is selected and the panel is wanted. */
export function SidePanel() {
  const node = useSelectedNode();
  const open = useView((state) => state.panelOpen);
  usePreload(PARTS);
  if (!node || !open) return null;
  return (
    <div className="absolute top-3 right-3 bottom-3 z-10">
      <Later key={node.id}>
        <NodePanel node={node} />
      </Later>
    </div>
  );
}
