import { useReactFlow } from "@xyflow/react";
import { useCallback } from "react";

import type { Position } from "@/api/types";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useNodeTypes } from "@/store/hooks";

const step = 32;

/** Makes a node of each file, of the first type that takes such files. */
export function useAddFiles(): (files: readonly File[], place?: Position) => Promise<void> {
  const studio = useStudio();
  const types = useNodeTypes();
  const flow = useReactFlow();
  return useCallback(
    async (files, place) => {
      const first = place ?? flow.screenToFlowPosition({ x: innerWidth / 3, y: innerHeight / 3 });
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
    },
    [studio, types, flow],
  );
}
