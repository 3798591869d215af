import { useReactFlow } from "@xyflow/react";
import { useEffect } from "react";

import { useStudio } from "@/store/context";
import type { Studio } from "@/store/studio";

import type { AddRequest } from "./AddSearch";
import { nodeAt } from "./nodeAt";
import { useFit } from "./useKeptViewport";

type Act = (event: KeyboardEvent) => void;

/** Keys of the canvas; they rest while a text is edited or a dialog is open. */
export function useShortcuts(setAdding: (request: AddRequest) => void): void {
  const studio = useStudio();
  const flow = useReactFlow();
  const fit = useFit();
  useEffect(() => {
    const keys: Record<string, Act> = {
      ...editKeys(studio),
      "/": () => setAdding({ x: window.innerWidth * 0.3, y: window.innerHeight * 0.3 }),
      "?": () => studio.view.openDialog({ kind: "shortcuts" }),
      f: () => fit(),
      "+": () => void flow.zoomIn(),
      "=": () => void flow.zoomIn(),
      "-": () => void flow.zoomOut(),
      "1": () => void flow.zoomTo(1),
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || resting(event)) return;
      const act = keys[keyName(event)];
      if (!act) return;
      event.preventDefault();
      act(event);
    };
    const onRunKey = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || windowIsOpen()) return;
      event.preventDefault();
      event.stopPropagation();
      run(studio, event);
    };
    window.addEventListener("keydown", onRunKey, { capture: true });
    window.addEventListener("keydown", onKeyDown);
    return () => {
      window.removeEventListener("keydown", onRunKey, { capture: true });
      window.removeEventListener("keydown", onKeyDown);
    };
  }, [studio, flow, fit, setAdding]);
}

function editKeys(studio: Studio): Record<string, Act> {
  const { editor } = studio;
  const selection = () => editor.store.getState();
  const remove = () => {
    const { selectedNodes, selectedEdges } = selection();
    editor.remove(selectedNodes, selectedEdges);
  };
  return {
    "mod+z": () => editor.undo(),
    "mod+shift+z": () => editor.redo(),
    "mod+y": () => editor.redo(),
    "mod+a": () => editor.selectAll(),
    "mod+d": () => editor.duplicate(selection().selectedNodes),
    delete: remove,
    backspace: remove,
    escape: () => editor.select([]),
  };
}

/**
 * Runs everything, or the node one is at. Heard before others, and in text
 * fields too: to the graph library Enter with Ctrl means to unselect.
 */
function run(studio: Studio, event: KeyboardEvent): void {
  const nodeId = nodeAt(event.target) ?? studio.editor.store.getState().selectedNodes[0];
  if (event.shiftKey) void studio.launch.all();
  else if (nodeId !== undefined) studio.runNode(nodeId);
}

function keyName(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  const shift = event.shiftKey && (mod || key.length > 1);
  return [mod ? "mod" : "", shift ? "shift" : "", key].filter(Boolean).join("+");
}

function resting({ target }: KeyboardEvent): boolean {
  return windowIsOpen() || isTextField(target);
}

function windowIsOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null;
}

/** Whether keys belong to what has the focus, because a text is edited there. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input, textarea, select");
}
