import { getViewportForBounds, useReactFlow, type Viewport } from "@xyflow/react";
import { useEffect, useMemo, useRef, useState } from "react";

import { nodesOf } from "@/graph/document";
import { cardLayout } from "@/graph/geometry";
import { useStudio } from "@/store/context";
import { useWorkflowId } from "@/store/hooks";
import type { Studio } from "@/store/studio";

/** Room that bars and the side panel take from the window, in pixels. */
export const ROOM = { left: 72, right: 388, top: 32, bottom: 64 } as const;
const padding = {
  left: `${ROOM.left}px`,
  right: `${ROOM.right}px`,
  top: `${ROOM.top}px`,
  bottom: `${ROOM.bottom}px`,
} as const;

const fitting = { padding, maxZoom: 1, includeHiddenNodes: true } as const;

export const ZOOM = { least: 0.02, most: 2.5 } as const;

/**
 * The part of the workflow in sight: what this browser showed last, else all of
 * it. Known before anything is drawn, so that only what is in sight is drawn.
 */
export function useKeptViewport() {
  const studio = useStudio();
  const flow = useReactFlow();
  const workflowId = useWorkflowId();
  const shown = useRef(workflowId);
  const [first] = useState(() => keptViewport(studio) ?? wholeDocument(studio));
  useEffect(() => {
    if (shown.current === workflowId) return;
    shown.current = workflowId;
    void flow.setViewport(keptViewport(studio) ?? wholeDocument(studio));
  }, [flow, studio, workflowId]);
  return useMemo(() => {
    const keep = (_event: unknown, viewport: Viewport) =>
      window.localStorage.setItem(storageKey(studio), JSON.stringify(viewport));
    return { first, keep };
  }, [studio, first]);
}

/** Shows everything, or some nodes, clear of the bars. */
export function useFit(): (ids?: readonly string[]) => void {
  const flow = useReactFlow();
  return useMemo(
    () => (ids?: readonly string[]) => {
      const only = ids ? { nodes: ids.map((id) => ({ id })) } : {};
      void flow.fitView({ ...fitting, ...only, duration: moveDuration() });
    },
    [flow],
  );
}

/** How long the canvas takes to move, in milliseconds: no time for people who asked for no motion. */
export function moveDuration(): number {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 160;
}

function storageKey(studio: Studio): string {
  return `limner.viewport.${studio.saving.store.getState().workflowId ?? ""}`;
}

function keptViewport(studio: Studio): Viewport | null {
  const kept = window.localStorage.getItem(storageKey(studio));
  return kept === null ? null : (JSON.parse(kept) as Viewport);
}

function wholeDocument(studio: Studio): Viewport {
  const { doc } = studio.editor;
  const boxes = nodesOf(doc).map((node) => ({
    ...node.position,
    ...cardLayout(doc, studio.catalogue.current(), node, { ratio: null, foot: 0 }),
  }));
  if (boxes.length === 0) return { x: 0, y: 0, zoom: 1 };
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - x;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - y;
  const bar = 48;
  const room = { width: window.innerWidth, height: window.innerHeight - bar };
  const bounds = { x, y, width, height };
  return getViewportForBounds(bounds, room.width, room.height, ZOOM.least, 1, padding);
}
