import { useStore, useStoreApi } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from "react";

import { thumbnailUrl } from "@/api/urls";
import { useStudio } from "@/store/context";
import { useTheme } from "@/store/hooks";
import { shownIndex } from "@/store/history";

import type { AnnotationNode } from "./annotations/annotationNodes";
import type { CardNode, WireEdge } from "./flow";
import { handlePlaces, paintOverview, readColors } from "./overviewPaint";
import { Thumbnails } from "./thumbnails";

interface OverviewProps {
  cards: readonly CardNode[];
  wires: readonly WireEdge[];
  annotations: readonly AnnotationNode[];
}

/** The whole workflow as one picture; a click goes to the card under the pointer. */
export function Overview({ cards, wires, annotations }: OverviewProps) {
  const { view, history } = useStudio();
  const { shown } = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const transform = useStore((state) => state.transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const store = useStoreApi();
  const thumbnails = useMemo(() => new Thumbnails((assetId) => thumbnailUrl(assetId, 64)), []);
  const loaded = useSyncExternalStore(thumbnails.subscribe, thumbnails.count);

  const handles = useMemo(() => handlePlaces(cards), [cards]);

  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || !canvas.current) return;
    const scale = window.devicePixelRatio;
    canvas.current.width = width * scale;
    canvas.current.height = height * scale;
    const colors = readColors(document.documentElement);
    const histories = history.store.getState().nodes;
    paintOverview(context, {
      ...{ cards, wires, annotations, transform, width, height, scale },
      ...{ handles, colors },
      pictureOf: (nodeId) => {
        const known = histories[nodeId];
        const assetId = known?.items[shownIndex(known)]?.asset.id;
        return assetId === undefined ? null : thumbnails.get(assetId);
      },
    });
  }, [
    cards,
    wires,
    annotations,
    transform,
    width,
    height,
    handles,
    shown,
    loaded,
    thumbnails,
    history,
  ]);

  const goTo = useCallback(
    (event: React.MouseEvent) => {
      const [x, y, zoom] = store.getState().transform;
      const box = event.currentTarget.getBoundingClientRect();
      const at = {
        x: (event.clientX - box.left - x) / zoom,
        y: (event.clientY - box.top - y) / zoom,
      };
      const hit = cards.findLast((card) => contains(card, at));
      if (hit) view.centreOn(hit.id);
    },
    [cards, store, view],
  );
  return (
    <canvas
      ref={canvas}
      aria-hidden
      data-overview
      className="absolute inset-0 z-4 size-full"
      onDoubleClick={goTo}
    />
  );
}

function contains(card: CardNode, at: { x: number; y: number }): boolean {
  const { x, y } = card.position;
  return at.x >= x && at.y >= y && at.x <= x + (card.width ?? 0) && at.y <= y + (card.height ?? 0);
}
