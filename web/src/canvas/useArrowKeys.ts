import { useReactFlow } from "@xyflow/react";
import { useEffect } from "react";

import type { Position } from "@/api/types";
import { useStudio } from "@/store/context";

import { withMembers } from "./annotations/annotationNodes";
import { isTextField } from "./commands/command";
import type { CanvasNode, WireEdge } from "./flow";
import { isOfCanvas, windowIsOpen } from "./useShortcuts";

/** As far as the graph library moves a node that has the focus; four times as far with Shift. */
const STEP = 5;
const LEAP = 20;

const directions: Readonly<Record<string, Position>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Arrows move what is selected also where the canvas, and no node of it, has the focus. */
export function useArrowKeys(): void {
  const { editor } = useStudio();
  const flow = useReactFlow<CanvasNode, WireEdge>();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const direction = directions[event.key];
      if (!direction || event.defaultPrevented || !isForCanvas(event) || windowIsOpen()) return;
      const { doc, selectedNodes, selectedAnnotations } = editor.store.getState();
      const selected = new Set([...selectedNodes, ...selectedAnnotations]);
      if (selected.size === 0) return;
      event.preventDefault();
      const far = event.shiftKey ? LEAP : STEP;
      const places = flow
        .getNodes()
        .filter(({ id }) => selected.has(id))
        .map(({ id, position: { x, y } }): [string, Position] => [
          id,
          { x: x + direction.x * far, y: y + direction.y * far },
        ]);
      // The same words as for keys on a node: all presses in a row are one step.
      const moved = Object.fromEntries(places);
      editor.move(withMembers(doc, moved), `move ${Object.keys(moved).join(" ")}`);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [editor, flow]);
}

/** On a node the graph library hears the arrows itself. */
function isForCanvas({ target, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (altKey || ctrlKey || metaKey || isTextField(target) || !isOfCanvas(target)) return false;
  return (
    target instanceof Element &&
    target.closest(".react-flow__node, .react-flow__nodesselection") === null
  );
}
