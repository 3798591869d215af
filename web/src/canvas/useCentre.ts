import { useReactFlow } from "@xyflow/react";
import { useEffect } from "react";

import { useStudio } from "@/store/context";
import { useView } from "@/store/hooks";

import { moveDuration } from "./useKeptViewport";

const readable = 0.9;

/** Brings the node that a panel asks for into the middle, and gives it the focus. */
export function useCentre(): void {
  const flow = useReactFlow();
  const { editor } = useStudio();
  const centre = useView((state) => state.centre);
  useEffect(() => {
    const node = centre && flow.getNode(centre.nodeId);
    if (!node) return;
    editor.select([node.id]);
    const x = node.position.x + (node.width ?? 0) / 2;
    const y = node.position.y + (node.height ?? 0) / 2;
    void flow.setCenter(x, y, {
      zoom: Math.max(readable, flow.getZoom()),
      duration: moveDuration(),
    });
  }, [centre, flow, editor]);
}
