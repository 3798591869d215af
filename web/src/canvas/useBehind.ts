import { useMemo } from "react";

import { useCatalogue, useEditor } from "@/store/hooks";

import { annotationNodes } from "./annotations/annotationNodes";
import { containerNodes } from "./containers/containerNodes";
import type { BehindNode, CardNode } from "./flow";
import type { Dragged } from "./useCards";

/** Comments and frames, as nodes of the graph library; `selected` are those of them. */
export function useBehind(
  cards: readonly CardNode[],
  selected: readonly string[],
  dragged: Dragged,
  hidden: boolean,
): BehindNode[] {
  const catalogue = useCatalogue();
  const doc = useEditor((state) => state.doc);
  return useMemo(
    () => [
      ...annotationNodes(doc, cards, { selected, dragged, hidden }),
      ...containerNodes(doc, catalogue, cards, { dragged, hidden }),
    ],
    [doc, catalogue, cards, selected, dragged, hidden],
  );
}
