import { useReactFlow } from "@xyflow/react";
import { useCallback } from "react";

import type { Position } from "@/api/types";
import { useStudio } from "@/store/context";
import { useNotLoaded } from "@/store/hooks";

/** Makes nodes of files; of one image that carries its workflow, asks what is meant by it. */
export function useAddFiles(): (files: readonly File[], place?: Position) => Promise<void> {
  const { pictures, view } = useStudio();
  const flow = useReactFlow();
  const fail = useNotLoaded();
  return useCallback(
    async (files, place) => {
      const first = place ?? flow.screenToFlowPosition({ x: innerWidth / 3, y: innerHeight / 3 });
      const add = () => pictures.addFiles(files, first);
      const [only, ...more] = files;
      if (!only || more.length > 0) return add();
      const isStill = pictures.here();
      const exchange = await import("@/store/exchange").catch(fail);
      const document = await exchange?.carriedBy(only);
      if (!exchange || !isStill()) return;
      // A window that is open already is not taken from whoever works in it.
      if (!document || view.store.getState().dialog) return add();
      const carried = { fileName: only.name, document, addAsImage: () => void add() };
      view.openDialog({ kind: "carried", carried });
    },
    [pictures, view, flow, fail],
  );
}
