import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";

import { useStudio } from "@/store/context";
import { useView } from "@/store/hooks";

import { shiftInto } from "./shiftInto";
import { moveDuration, ROOM } from "./useKeptViewport";

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

/** Moves the canvas just so far that a node which was added is not under a bar or the side panel. */
export function useReveal(): void {
  const flow = useReactFlow();
  const store = useStoreApi();
  const reveal = useView((state) => state.reveal);
  useEffect(() => {
    const node = reveal && flow.getNode(reveal.nodeId);
    if (!node) return;
    const { x, y, zoom } = flow.getViewport();
    const { width, height } = store.getState();
    const across = { from: ROOM.left, to: width - ROOM.right };
    const down = { from: ROOM.top, to: height - ROOM.bottom };
    const left = node.position.x * zoom + x;
    const top = node.position.y * zoom + y;
    const dx = shiftInto(across, left, (node.width ?? 0) * zoom);
    const dy = shiftInto(down, top, (node.height ?? 0) * zoom);
    if (dx === 0 && dy === 0) return;
    void flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: moveDuration() });
  }, [reveal, flow, store]);
}
