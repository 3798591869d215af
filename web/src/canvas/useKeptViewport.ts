import { useReactFlow, type Viewport } from "@xyflow/react";
import { useMemo } from "react";

import { useStudio } from "@/store/context";

/** Room that bars and the side panel take from the window. */
export const FIT_PADDING = { left: "72px", right: "388px", top: "32px", bottom: "64px" } as const;

/** Remembers, in this browser, which part of each workflow was in sight. */
export function useKeptViewport() {
  const flow = useReactFlow();
  const { saving } = useStudio();
  return useMemo(() => {
    const key = () => `limner.viewport.${saving.store.getState().workflowId ?? ""}`;
    return {
      keep: (_event: unknown, viewport: Viewport) => {
        window.localStorage.setItem(key(), JSON.stringify(viewport));
      },
      restore: () => {
        const kept = window.localStorage.getItem(key());
        if (kept) void flow.setViewport(JSON.parse(kept) as Viewport);
        else void flow.fitView({ padding: FIT_PADDING, maxZoom: 1, includeHiddenNodes: true });
      },
    };
  }, [flow, saving]);
}
