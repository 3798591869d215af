import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect, useMemo, useRef } from "react";

import { useStudio } from "@/store/context";

import type { AddRequest } from "../AddSearch";
import type { CanvasNode, WireEdge } from "../flow";
import { useFit } from "../useKeptViewport";
import { arrangeCommands } from "./arrange";
import type { Command } from "./command";
import type { Desk } from "./desk";
import { addCommands, editCommands } from "./edit";
import { openCommands, runCommands, viewCommands } from "./view";

interface Opening {
  setAdding: (request: AddRequest) => void;
  setPalette: (palette: PaletteRequest | null) => void;
}

/** The list that is open over the canvas: of all commands, or of what a node can be wired to. */
export type PaletteRequest = { kind: "commands" } | { kind: "connect"; nodeId: string };

/** Every command of the canvas. */
export function useCommands({ setAdding, setPalette }: Opening): readonly Command[] {
  const studio = useStudio();
  const flow = useReactFlow<CanvasNode, WireEdge>();
  const fit = useFit();
  const pointer = usePointer();
  return useMemo(() => {
    const desk: Desk = {
      ...{ studio, flow, fit, pointer, setAdding },
      openPalette: () => setPalette({ kind: "commands" }),
      openConnect: (nodeId) => setPalette({ kind: "connect", nodeId }),
    };
    return [
      ...addCommands(desk),
      ...editCommands(desk),
      ...arrangeCommands(desk),
      ...runCommands(desk),
      ...viewCommands(desk),
      ...openCommands(desk),
    ];
  }, [studio, flow, fit, pointer, setAdding, setPalette]);
}

/** Where the pointer was last on the canvas, in the workflow's measure; else the middle in sight. */
function usePointer(): Desk["pointer"] {
  const flow = useReactFlow();
  const store = useStoreApi();
  const last = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    const onMove = (event: PointerEvent) => {
      const onCanvas =
        event.target instanceof Element && event.target.closest(".react-flow") !== null;
      if (onCanvas) last.current = { x: event.clientX, y: event.clientY };
    };
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerdown", onMove);
    return () => {
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("pointerdown", onMove);
    };
  }, []);
  return useMemo(
    () => () => {
      const box = store.getState().domNode?.getBoundingClientRect();
      const middle = {
        x: (box?.left ?? 0) + (box?.width ?? 0) / 2,
        y: (box?.top ?? 0) + (box?.height ?? 0) / 2,
      };
      return flow.screenToFlowPosition(last.current ?? middle);
    },
    [flow, store],
  );
}
