import {
  Background,
  BackgroundVariant,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useStore,
  type EdgeChange,
  type NodeChange,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useCallback, useState } from "react";

import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useTheme } from "@/store/hooks";

import { AddSearch, type AddRequest } from "./AddSearch";
import "./canvas.css";
import { NodeCard } from "./card/NodeCard";
import { isFar } from "./far";
import type { CardNode, WireEdge } from "./flow";
import { EmptyHint } from "./frame/EmptyHint";
import { ViewControls } from "./frame/ViewControls";
import { Overview } from "./Overview";
import { changedSelection, positionsOf } from "./changes";
import { useCards, useWires, type Dragged } from "./useCards";
import { useCall } from "./useCall";
import { useCentre } from "./useCentre";
import { useClipboard } from "./useClipboard";
import { useDrop } from "./useDrop";
import { useShortcuts } from "./useShortcuts";
import { useKeptViewport, ZOOM } from "./useKeptViewport";
import { useJoining } from "./wires/useJoining";
import { ConnectionReason } from "./wires/ConnectionReason";
import { HeldWire } from "./wires/HeldWire";
import { Wire } from "./wires/Wire";

const nodeTypes = { card: NodeCard };
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
  const [dragged, setDragged] = useState<Dragged>({});
  const [adding, setAdding] = useState<AddRequest | null>(null);
  const [mapShown, setMapShown] = useState(false);
  const far = useStore(isFar);
  const cards = useCards(dragged, far);
  const wires = useWires();
  const joining = useJoining(setAdding);
  const drop = useDrop();
  const viewport = useKeptViewport();
  useCentre();
  useCall();
  useClipboard();
  useShortcuts(setAdding);

  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => {
      const { moving, moved } = positionsOf(changes);
      if (moving) setDragged((before) => ({ ...before, ...moving }));
      if (moved) {
        setDragged({});
        studio.editor.move(moved, `move ${Object.keys(moved).join(" ")}`);
      }
      const { selectedNodes, selectedEdges } = studio.editor.store.getState();
      const selected = changedSelection(selectedNodes, changes);
      if (selected) studio.editor.select(selected, selectedEdges);
    },
    [studio],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange<WireEdge>[]) => {
      const { selectedNodes, selectedEdges } = studio.editor.store.getState();
      const selected = changedSelection(selectedEdges, changes);
      if (selected) studio.editor.select(selectedNodes, selected);
    },
    [studio],
  );
  const settle = useCallback(() => studio.editor.settle(), [studio]);

  return (
    <div className="absolute inset-0" {...drop}>
      <ReactFlow<CardNode, WireEdge>
        aria-label={t("canvas.canvas")}
        nodes={cards}
        edges={far ? none : wires}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
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
          <MiniMap pannable zoomable position="bottom-left" ariaLabel={t("canvas.map")} />
        ) : null}
        {far ? <Overview cards={cards} wires={wires} /> : null}
      </ReactFlow>
      <ConnectionReason />
      <EmptyHint />
      <ViewControls mapShown={mapShown} onMap={setMapShown} />
      {adding ? <AddSearch request={adding} onClose={() => setAdding(null)} /> : null}
    </div>
  );
}

const none: WireEdge[] = [];
