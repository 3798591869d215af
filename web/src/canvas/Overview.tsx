import { useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
  type MouseEvent,
} from "react";

import { thumbnailUrl } from "@/api/urls";
import { useStudio } from "@/store/context";
import { useTheme } from "@/store/hooks";
import { shownIndex } from "@/store/history";

import type { BehindNode, CardNode, WireEdge } from "./flow";
import { covers, marginOf, shift, type Transform } from "./overviewFrame";
import { handlePlaces, paintOverview, readColors } from "./overviewPaint";
import { PAINTED, paintedAt } from "./painted";
import { Thumbnails } from "./thumbnails";

interface OverviewProps {
  cards: readonly CardNode[];
  wires: readonly WireEdge[];
  behind: readonly BehindNode[];
  /** Absent where there is nothing to choose from. */
  onMenu?: (event: MouseEvent) => void;
}

/** How long the view rests before it is painted anew. */
const REST_MS = 120;

/** The whole workflow as one picture; a click goes to the card under the pointer. */
export function Overview({ cards, wires, behind, onMenu }: OverviewProps) {
  const { view, history } = useStudio();
  const { shown } = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const store = useStoreApi();
  const flow = useReactFlow();
  const thumbnails = useMemo(() => new Thumbnails((assetId) => thumbnailUrl(assetId, 64)), []);
  const loaded = useSyncExternalStore(thumbnails.subscribe, thumbnails.count);

  const handles = useMemo(() => handlePlaces(cards), [cards]);

  useEffect(() => {
    const target = canvas.current;
    const context = target?.getContext("2d");
    if (!target || !context) return;
    const margin = marginOf({ width, height });
    const scale = window.devicePixelRatio;
    const colors = readColors(document.documentElement);
    const histories = history.store.getState().nodes;
    const paint = (at: Transform): Transform => {
      const [x, y, zoom] = at;
      target.style.transform = "";
      paintOverview(context, {
        ...{ cards, wires, behind, handles, colors, scale },
        transform: [x + margin.x, y + margin.y, zoom],
        width: width + 2 * margin.x,
        height: height + 2 * margin.y,
        pictureOf: (nodeId) => {
          const known = histories[nodeId];
          const assetId = known?.items[shownIndex(known)]?.asset.id;
          return assetId === undefined ? null : thumbnails.get(assetId);
        },
      });
      return at;
    };
    target.width = (width + 2 * margin.x) * scale;
    target.height = (height + 2 * margin.y) * scale;
    let painted = paint(store.getState().transform);
    let resting: ReturnType<typeof setTimeout> | undefined;
    const stop = store.subscribe(({ transform }, before) => {
      if (transform === before.transform) return;
      clearTimeout(resting);
      if (!covers({ width, height }, painted, transform)) {
        painted = paint(transform);
        return;
      }
      target.style.transform = shift(painted, transform);
      resting = setTimeout(() => (painted = paint(transform)), REST_MS);
    });
    return () => {
      clearTimeout(resting);
      stop();
    };
  }, [cards, wires, behind, width, height, handles, shown, loaded, thumbnails, history, store]);

  const goTo = useCallback(
    ({ clientX: x, clientY: y }: MouseEvent) => {
      const hit = paintedAt(cards, flow.screenToFlowPosition({ x, y }));
      if (hit !== null) view.centreOn(hit);
    },
    [cards, flow, view],
  );
  const { x, y } = marginOf({ width, height });
  return (
    <div
      {...{ [PAINTED]: "" }}
      className="absolute inset-0 z-4 overflow-hidden"
      onDoubleClick={goTo}
      onContextMenu={onMenu}
    >
      <canvas
        ref={canvas}
        aria-hidden
        data-overview
        className="absolute"
        style={{
          ...{ left: -x, top: -y, width: width + 2 * x, height: height + 2 * y },
          transformOrigin: `${x}px ${y}px`,
        }}
      />
    </div>
  );
}
