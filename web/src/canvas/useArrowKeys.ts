import { useEffect } from "react";

import type { Position } from "@/api/types";
import { useStudio } from "@/store/context";

import { shifted } from "./annotations/annotationNodes";
import { isTextField } from "./commands/command";
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
export function useArrowKeys(opening: boolean): void {
  const { editor } = useStudio();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const direction = directions[event.key];
      if (!direction || event.defaultPrevented || !isForCanvas(event)) return;
      if (opening || windowIsOpen()) return;
      const { doc, selectedNodes, selectedAnnotations } = editor.store.getState();
      const selected = [...selectedNodes, ...selectedAnnotations];
      if (selected.length === 0) return;
      event.preventDefault();
      const far = event.shiftKey ? LEAP : STEP;
      // From the document: what is drawn may lag behind keys that follow each other quickly.
      const places = shifted(doc, selected, { x: direction.x * far, y: direction.y * far });
      // The same words as for keys on a node: all presses in a row are one step.
      editor.move(places, `move ${selected.join(" ")}`);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [editor, opening]);
}

/** On a node the graph library hears the arrows itself. */
function isForCanvas({ target, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (altKey || ctrlKey || metaKey || isTextField(target) || !isOfCanvas(target)) return false;
  return (
    target instanceof Element &&
    target.closest(".react-flow__node, .react-flow__nodesselection") === null
  );
}
