import { useSelectedNode, useView } from "@/store/hooks";
import { NodePanel } from "./node/NodePanel";

/** The panel of the selected node, where one is selected and the panel is wanted. */
export function SidePanel() {
  const node = useSelectedNode();
  const open = useView((state) => state.panelOpen);
  if (!node || !open) return null;
  return (
    <div className="absolute top-3 right-3 bottom-3 z-10">
      <NodePanel key={node.id} node={node} />
    </div>
  );
}
