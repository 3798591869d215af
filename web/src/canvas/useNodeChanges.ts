import { useStoreApi, type EdgeChange, type NodeChange } from "@xyflow/react";
import { useCallback, useState } from "react";

import { useStudio } from "@/store/context";

import { withMembers } from "./annotations/annotationNodes";
import { changedSelection, positionsOf } from "./changes";
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
        editor.move(withMembers(doc, moved), `move ${Object.keys(moved).join(" ")}`);
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
