import { useCallback, useMemo, useState, type MouseEvent } from "react";

import { useStudio } from "@/store/context";

import { isTextField } from "./commands/command";
import type { MenuRequest } from "./commands/CanvasMenu";
import { nodeAt } from "./nodeAt";
import { useLongPress } from "./useLongPress";

/** The menu of the canvas: by right click, by its key, or by a finger that rests. */
export function useMenu() {
  const { editor } = useStudio();
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
    (target: Element, x: number, y: number) => openAt(nodeAt(target), x, y),
    [openAt],
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
  return { menu, close: useCallback(() => setMenu(null), []), handlers, longPress };
}
