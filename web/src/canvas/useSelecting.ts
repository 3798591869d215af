import { useStoreApi } from "@xyflow/react";
import { useEffect } from "react";

import { useStudio } from "@/store/context";
import { useEditor, useView } from "@/store/hooks";

/** Lets a tap add to the selection, for those who have no key to hold; ends with the selection. */
export function useSelecting(): void {
  const { view } = useStudio();
  const store = useStoreApi();
  const selecting = useView((state) => state.selecting);
  const nothing = useEditor(
    ({ selectedNodes, selectedAnnotations }) =>
      selectedNodes.length + selectedAnnotations.length === 0,
  );
  useEffect(() => {
    if (nothing) view.selectMore(false);
  }, [nothing, view]);
  useEffect(() => {
    if (!selecting) return;
    // The library ends it whenever the key for it is let go.
    const hold = () => {
      if (!store.getState().multiSelectionActive) store.setState({ multiSelectionActive: true });
    };
    hold();
    const release = store.subscribe(hold);
    return () => {
      release();
      store.setState({ multiSelectionActive: false });
    };
  }, [selecting, store]);
}
