import { useStoreApi, type EdgeChange, type NodeChange } from "@xyflow/react";
import { useCallback, useState } from "react";

import { newHomes } from "@/graph/containers";
import { useStudio } from "@/store/context";

import { withMembers } from "./annotations/annotationNodes";
import { boxOf } from "./boxOf";
import { changedSelection, positionsOf } from "./changes";
import { framesAmong } from "./containers/containerNodes";
import type { CanvasNode, WireEdge } from "./flow";
import type { Dragged } from "./useCards";

/** Takes what the graph library tells of moves and selections into the document. */
export function useNodeChanges() {
  const { editor } = useStudio();
  const store = useStoreApi();
  const [dragged, setDragged] = useState<Dragged>({});
  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const { doc, selectedNodes, selectedEdges, selectedAnnotations } = editor.store.getState();
      const { moving, moved } = positionsOf(changes);
      if (moving) setDragged((before) => ({ ...before, ...withMembers(doc, moving) }));
      if (moved) {
        setDragged({});
        const places = withMembers(doc, moved);
        const { nodes } = store.getState();
        const boxes = nodes.flatMap((node) => {
          const place = places[node.id];
          return place ? [{ ...boxOf(node), ...place }] : [];
        });
        const homes = newHomes(doc, framesAmong(nodes), boxes);
        editor.move(places, `move ${Object.keys(moved).join(" ")}`, homes);
      }
      const drawing = store.getState().userSelectionRect !== null;
      const isFrame = (id: string) => doc.annotations.byId[id]?.kind === "group";
      const selected = changedSelection(
        [...selectedNodes, ...selectedAnnotations],
        // Who draws a rectangle inside a frame means what is in it.
        drawing ? changes.filter((each) => !("id" in each && isFrame(each.id))) : changes,
      );
      if (!selected) return;
      const isNode = (id: string) => id in doc.nodes.byId;
      const annotations = selected.filter((id) => !isNode(id));
      editor.select(selected.filter(isNode), selectedEdges, annotations);
    },
    [editor, store],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange<WireEdge>[]) => {
      const { selectedNodes, selectedEdges, selectedAnnotations } = editor.store.getState();
      const selected = changedSelection(selectedEdges, changes);
      if (selected) editor.select(selectedNodes, selected, selectedAnnotations);
    },
    [editor],
  );
  return { dragged, handlers: { onNodesChange, onEdgesChange } };
}
