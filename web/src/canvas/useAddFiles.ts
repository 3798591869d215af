import { useReactFlow } from "@xyflow/react";
import { useCallback } from "react";

import type { NodeType, Position } from "@/api/types";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { carriedBy } from "@/store/exchange";
import { useNodeTypes } from "@/store/hooks";
import type { Studio } from "@/store/studio";

const step = 32;

/** Makes nodes of files; of one image that carries its workflow, asks what is meant by it. */
export function useAddFiles(): (files: readonly File[], place?: Position) => Promise<void> {
  const studio = useStudio();
  const types = useNodeTypes();
  const flow = useReactFlow();
  return useCallback(
    async (files, place) => {
      const first = place ?? flow.screenToFlowPosition({ x: innerWidth / 3, y: innerHeight / 3 });
      const add = () => addAll(studio, types, files, first);
      const [only, ...more] = files;
      const document = only && more.length === 0 ? await carriedBy(only) : null;
      // A window that is open already is not taken from whoever works in it.
      if (!only || !document || studio.view.store.getState().dialog) return add();
      const carried = { fileName: only.name, document, addAsImage: () => void add() };
      studio.view.openDialog({ kind: "carried", carried });
    },
    [studio, types, flow],
  );
}

/** Makes a node of each file, of the first type that takes such files. */
async function addAll(
  studio: Studio,
  types: readonly NodeType[],
  files: readonly File[],
  first: Position,
): Promise<void> {
  for (const [index, file] of files.entries()) {
    const type = types.find((each) => each.accepts?.includes(file.type));
    if (!type) {
      studio.notices.say({ text: t("canvas.notAPicture", { name: file.name }), bad: true });
      continue;
    }
    const at = { x: first.x + index * step, y: first.y + index * step };
    const nodeId = studio.editor.addNode(type.type, at);
    if (nodeId !== null) await studio.upload(nodeId, file);
  }
}
