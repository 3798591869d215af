import { useReactFlow } from "@xyflow/react";
import { useCallback, useMemo, useState, type MouseEvent } from "react";

import { useStudio } from "@/store/context";

import { isTextField } from "./commands/command";
import type { MenuRequest } from "./commands/CanvasMenu";
import type { CanvasNode } from "./flow";
import { nodeAt } from "./nodeAt";
import { isPainted, paintedAt } from "./painted";
import { useLongPress } from "./useLongPress";

/** The menu of the canvas: by right click, by its key, or by a finger that rests; near and far. */
export function useMenu() {
  const { editor } = useStudio();
  const flow = useReactFlow<CanvasNode>();
  const [menu, setMenu] = useState<MenuRequest | null>(null);
  const openAt = useCallback(
    (nodeId: string | null, x: number, y: number) => {
      const { doc, selectedNodes, selectedAnnotations } = editor.store.getState();
      const selected = [...selectedNodes, ...selectedAnnotations];
      if (nodeId === null) editor.select([]);
      else if (!selected.includes(nodeId))
        if (nodeId in doc.nodes.byId) editor.select([nodeId]);
        else editor.select([], [], [nodeId]);
      setMenu({ x, y });
    },
    [editor],
  );
  const press = useCallback(
    (target: Element, x: number, y: number) => {
      const at = flow.screenToFlowPosition({ x, y });
      openAt(isPainted(target) ? paintedAt(flow.getNodes(), at) : nodeAt(target), x, y);
    },
    [openAt, flow],
  );
  const longPress = useLongPress(press);
  const handlers = useMemo(() => {
    const open = (event: MouseEvent, nodeId: string | null) => {
      // A text has the browser's own menu, with its spelling.
      if (isTextField(event.target)) return;
      event.preventDefault();
      openAt(nodeId, event.clientX, event.clientY);
    };
    return {
      onNodeContextMenu: (event: MouseEvent, node: { id: string }) => open(event, node.id),
      onSelectionContextMenu: (event: MouseEvent) => {
        event.preventDefault();
        setMenu({ x: event.clientX, y: event.clientY });
      },
      onEdgeContextMenu: (event: MouseEvent, edge: { id: string }) => {
        event.preventDefault();
        editor.select([], [edge.id]);
        setMenu({ x: event.clientX, y: event.clientY });
      },
      onPaneContextMenu: (event: globalThis.MouseEvent | MouseEvent) => {
        event.preventDefault();
        openAt(null, event.clientX, event.clientY);
      },
    };
  }, [openAt, editor]);
  const onFar = useCallback(
    (event: MouseEvent) => {
      event.preventDefault();
      press(event.currentTarget, event.clientX, event.clientY);
    },
    [press],
  );
  return { menu, close: useCallback(() => setMenu(null), []), handlers, longPress, onFar };
}
