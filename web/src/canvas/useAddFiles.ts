import { useReactFlow } from "@xyflow/react";
import { useCallback } from "react";

import type { Position } from "@/api/types";
import { useStudio } from "@/store/context";
import { carriedBy } from "@/store/exchange";

/** Makes nodes of files; of one image that carries its workflow, asks what is meant by it. */
export function useAddFiles(): (files: readonly File[], place?: Position) => Promise<void> {
  const { pictures, view } = useStudio();
  const flow = useReactFlow();
  return useCallback(
    async (files, place) => {
      const first = place ?? flow.screenToFlowPosition({ x: innerWidth / 3, y: innerHeight / 3 });
      const add = () => pictures.addFiles(files, first);
      const [only, ...more] = files;
      const document = only && more.length === 0 ? await carriedBy(only) : null;
      // A window that is open already is not taken from whoever works in it.
      if (!only || !document || view.store.getState().dialog) return add();
      const carried = { fileName: only.name, document, addAsImage: () => void add() };
      view.openDialog({ kind: "carried", carried });
    },
    [pictures, view, flow],
  );
}
