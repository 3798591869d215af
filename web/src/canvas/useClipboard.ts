import { useReactFlow } from "@xyflow/react";
import { useEffect, useRef } from "react";

import { CLIPBOARD_TYPE, readPiece } from "@/graph/clipboard";
import { useStudio } from "@/store/context";
import { openPasted } from "@/store/exchange";

import { useAddFiles } from "./useAddFiles";
import { isTextField } from "./commands/command";

/**
 * Copy, cut and paste through the browser's own events: they work without a
 * permission, and on a plain http address too.
 */
export function useClipboard(): void {
  const studio = useStudio();
  const { editor } = studio;
  const flow = useReactFlow();
  const addFiles = useAddFiles();
  const pointer = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    const onMove = (event: PointerEvent) => {
      pointer.current = { x: event.clientX, y: event.clientY };
    };
    const place = () => (pointer.current ? flow.screenToFlowPosition(pointer.current) : undefined);
    const elsewhere = (event: ClipboardEvent) =>
      busyElsewhere(event) || studio.view.store.getState().dialog !== null;
    const onCopy = (event: ClipboardEvent) => {
      const { selectedNodes, selectedAnnotations } = editor.store.getState();
      const chosen = selectedNodes.length + selectedAnnotations.length;
      if (chosen === 0 || elsewhere(event)) return;
      const text = JSON.stringify(editor.copy(selectedNodes, selectedAnnotations));
      event.clipboardData?.setData(CLIPBOARD_TYPE, text);
      event.clipboardData?.setData("text/plain", text);
      event.preventDefault();
      if (event.type === "cut") editor.remove(selectedNodes, [], selectedAnnotations);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (elsewhere(event) || !event.clipboardData) return;
      const { files } = event.clipboardData;
      const text =
        event.clipboardData.getData(CLIPBOARD_TYPE) || event.clipboardData.getData("text/plain");
      const piece = readPiece(text);
      if (piece) editor.paste(piece, place());
      else if (files.length > 0) void addFiles([...files], place());
      else if (text.trim() !== "") void openPasted(studio, text);
      else return;
      event.preventDefault();
    };
    window.addEventListener("pointermove", onMove);
    document.addEventListener("copy", onCopy);
    document.addEventListener("cut", onCopy);
    document.addEventListener("paste", onPaste);
    return () => {
      window.removeEventListener("pointermove", onMove);
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("cut", onCopy);
      document.removeEventListener("paste", onPaste);
    };
  }, [studio, editor, flow, addFiles]);
}

function busyElsewhere(event: ClipboardEvent): boolean {
  return (
    event.defaultPrevented || isTextField(event.target) || window.getSelection()?.type === "Range"
  );
}
