import { useReactFlow } from "@xyflow/react";
import { useMemo, type DragEvent } from "react";

import type { Position } from "@/api/types";
import { dropped, mayCarryPicture } from "@/fields/assetDrag";
import { carriesNodeType, droppedNodeType } from "@/fields/nodeDrag";
import { useStudio } from "@/store/context";
import { useCatalogue, useNotLoaded } from "@/store/hooks";
import type { Studio } from "@/store/studio";

import { nodeAt } from "./nodeAt";
import { useAddFiles } from "./useAddFiles";

/** Lets pictures be dropped, files or assets, onto a node that takes them or onto the canvas; and new nodes. */
export function useDrop() {
  const studio = useStudio();
  const catalogue = useCatalogue();
  const flow = useReactFlow();
  const addFiles = useAddFiles();
  const fail = useNotLoaded();
  return useMemo(() => {
    const onDragOver = (event: DragEvent) => {
      if (!mayCarryPicture(event) && !carriesNodeType(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
    };
    const onDrop = (event: DragEvent) => {
      if (event.defaultPrevented) return;
      const place = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
      if (carriesNodeType(event)) {
        event.preventDefault();
        studio.editor.addNode(droppedNodeType(event), { position: place });
      }
      if (!mayCarryPicture(event)) return;
      event.preventDefault();
      const nodeId = nodeAt(event.target);
      const node = nodeId === null ? undefined : studio.editor.doc.nodes.byId[nodeId];
      const holds = node !== undefined && Boolean(catalogue.types[node.type]?.accepts);
      const { assetId, files } = dropped(event);
      const target = holds ? nodeId : null;
      const [first] = files;
      if (first && isWorkflowFile(first))
        return void import("@/store/exchange").then((it) => it.openFile(studio, first), fail);
      if (assetId) void placeAsset(studio, assetId, target, place);
      else if (target !== null && first) void studio.pictures.upload(target, first);
      else void addFiles(files, place);
    };
    return { onDragOver, onDrop };
  }, [studio, catalogue, flow, addFiles, fail]);
}

/** Whether a file is meant to be a workflow, by what it is called. */
function isWorkflowFile(file: File): boolean {
  return file.type === "application/json" || file.name.toLowerCase().endsWith(".json");
}

/** Gives an asset to a node, or makes a node for it. */
async function placeAsset(
  { client, notices, pictures }: Studio,
  assetId: string,
  nodeId: string | null,
  place: Position,
): Promise<void> {
  const isStill = pictures.here();
  try {
    const asset = await client.asset(assetId);
    if (!isStill()) return;
    if (nodeId === null) pictures.place(asset, { position: place });
    else pictures.hold(nodeId, asset);
  } catch (error) {
    notices.fail(error);
  }
}
