import { useReactFlow } from "@xyflow/react";
import { useEffect } from "react";

import { useStudio } from "@/store/context";
import type { Studio } from "@/store/studio";

import type { AddRequest } from "./AddSearch";
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
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [studio, flow, fit, setAdding]);
}

function editKeys(studio: Studio): Record<string, Act> {
  const { editor, runs } = studio;
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
    "mod+enter": () => {
      const [nodeId] = selection().selectedNodes;
      if (nodeId !== undefined) studio.runNode(nodeId);
    },
    "mod+shift+enter": () => void runs.start(),
    delete: remove,
    backspace: remove,
    escape: () => editor.select([]),
  };
}

function keyName(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  const shift = event.shiftKey && (mod || key.length > 1);
  return [mod ? "mod" : "", shift ? "shift" : "", key].filter(Boolean).join("+");
}

function resting({ target }: KeyboardEvent): boolean {
  if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]')) return true;
  return isTextField(target);
}

/** Whether keys belong to what has the focus, because a text is edited there. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input, textarea, select");
}
