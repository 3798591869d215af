import {
  Background,
  BackgroundVariant,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useStore,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useCallback, useEffect, useMemo, useState } from "react";

import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useEditor, useTheme } from "@/store/hooks";
import { part } from "@/ui/part";

import type { AddRequest } from "./AddSearch";
import "./canvas.css";
import { CARD_PARTS, NodeCard } from "./card/NodeCard";
import { EarlyKeys } from "./earlyKeys";
import { isFar } from "./far";
import type { CanvasNode, WireEdge } from "./flow";
import { EmptyHint } from "./frame/EmptyHint";
import { ViewControls } from "./frame/ViewControls";
import { spokenWords } from "./spoken";
import { useBehind } from "./useBehind";
import { useCall } from "./useCall";
import { useCards, useWires } from "./useCards";
import { useCentre, useReveal } from "./useCentre";
import { useDrop } from "./useDrop";
import { useKeptViewport, ZOOM } from "./useKeptViewport";
import { useMenu } from "./useMenu";
import { useNodeChanges } from "./useNodeChanges";
import { useSelecting } from "./useSelecting";
import { ConnectionReason } from "./wires/ConnectionReason";
import { HeldWire } from "./wires/HeldWire";
import { useJoining } from "./wires/useJoining";
import { Wire } from "./wires/Wire";

const patient = { patient: true };
const CanvasWindows = part(() => import("./CanvasWindows").then((it) => it.CanvasWindows), patient);
const ContainerFrame = part(
  () => import("./containers/ContainerFrame").then((it) => it.ContainerFrame),
  patient,
);
const CommentCard = part(
  () => import("./annotations/CommentCard").then((it) => it.CommentCard),
  patient,
);
const GroupFrame = part(
  () => import("./annotations/GroupFrame").then((it) => it.GroupFrame),
  patient,
);
const Overview = part(() => import("./Overview").then((it) => it.Overview), patient);

export const CANVAS_PARTS = [
  CanvasWindows,
  CommentCard,
  ContainerFrame,
  GroupFrame,
  Overview,
  ...CARD_PARTS,
];

const nodeTypes = {
  card: NodeCard,
  comment: CommentCard,
  frame: GroupFrame,
  container: ContainerFrame,
};
const edgeTypes = { wire: Wire };
const middleAndRight = [1, 2];
const proOptions = { hideAttribution: false };

export function Canvas() {
  return (
    <ReactFlowProvider>
      <Flow />
    </ReactFlowProvider>
  );
}

function Flow() {
  const studio = useStudio();
  const { shown } = useTheme();
  const [adding, setAdding] = useState<AddRequest | null>(null);
  const [spoken] = useState(spokenWords);
  const [early] = useState(() => new EarlyKeys());
  const [mapShown, setMapShown] = useState(false);
  const far = useStore(isFar);
  const changes = useNodeChanges();
  const cards = useCards(changes.dragged, far);
  const selected = useEditor((state) => state.selectedAnnotations);
  const behind = useBehind(cards, selected, changes.dragged, far);
  const nodes = useMemo<CanvasNode[]>(
    () => (behind.length > 0 ? [...behind, ...cards] : cards),
    [behind, cards],
  );
  const wires = useWires();
  const joining = useJoining(setAdding);
  const menu = useMenu();
  const drop = useDrop();
  const viewport = useKeptViewport();
  useCentre();
  useReveal();
  useCall();
  useSelecting();
  useEffect(() => early.listen(), [early]);
  const settle = useCallback(() => studio.editor.settle(), [studio]);

  return (
    <div className="absolute inset-0" {...drop} {...menu.longPress}>
      <ReactFlow<CanvasNode, WireEdge>
        aria-label={t("canvas.canvas")}
        ariaLabelConfig={spoken}
        nodes={nodes}
        edges={far ? none : wires}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        {...changes.handlers}
        {...menu.handlers}
        onNodeDragStart={settle}
        onNodeDragStop={settle}
        defaultViewport={viewport.first}
        onMoveEnd={viewport.keep}
        onDoubleClick={joining.doubleClick}
        {...joining.handlers}
        onlyRenderVisibleElements
        connectionLineComponent={HeldWire}
        connectionRadius={24}
        minZoom={ZOOM.least}
        maxZoom={ZOOM.most}
        panOnDrag={middleAndRight}
        panOnScroll
        selectionOnDrag
        selectionMode={SelectionMode.Partial}
        selectNodesOnDrag={false}
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        elevateEdgesOnSelect
        colorMode={shown}
        proOptions={proOptions}
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.6} color="var(--dot)" />
        {mapShown && !far ? (
          <MiniMap
            pannable
            zoomable
            position="bottom-left"
            ariaLabel={t("canvas.map")}
            nodeClassName={mapClass}
          />
        ) : null}
        {far ? <Overview cards={cards} wires={wires} behind={behind} onMenu={menu.onFar} /> : null}
      </ReactFlow>
      <ConnectionReason />
      <EmptyHint />
      <ViewControls mapShown={mapShown} onMap={setMapShown} />
      <CanvasWindows
        early={early}
        adding={adding}
        setAdding={setAdding}
        menu={menu.menu}
        onMenuClosed={menu.close}
      />
    </div>
  );
}

const none: WireEdge[] = [];

function mapClass(node: { type?: string | undefined }): string {
  return `limner-map-${node.type ?? "card"}`;
}
