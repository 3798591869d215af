import {
  Background,
  BackgroundVariant,
  ReactFlow,
  ReactFlowProvider,
  useStore,
  type NodeProps,
} from "@xyflow/react";
import { useMemo, useState } from "react";

import { t } from "@/i18n/t";
import { useTheme } from "@/store/hooks";

import type { CommentNode, FrameNode } from "../annotations/annotationNodes";
import { CommentCard } from "../annotations/CommentCard";
import { GroupFrame } from "../annotations/GroupFrame";
import { NodeCard } from "../card/NodeCard";
import { ContainerFrame } from "../containers/ContainerFrame";
import { isFar } from "../far";
import type { CanvasNode, CardNode, WireEdge } from "../flow";
import { ViewControls } from "../frame/ViewControls";
import { Overview } from "../Overview";
import { spokenWords } from "../spoken";
import { useBehind } from "../useBehind";
import { useCards, useWires } from "../useCards";
import { ZOOM } from "../useKeptViewport";
import { Wire } from "../wires/Wire";

const nodeTypes = {
  card: StillCard,
  comment: StillComment,
  frame: StillFrame,
  container: ContainerFrame,
};
const edgeTypes = { wire: Wire };
const nothingMoves = {};
const none: readonly string[] = [];
const fitting = { padding: "48px", maxZoom: 1, includeHiddenNodes: true } as const;

/** A workflow to look at: it can be moved and zoomed, and nothing on it can be changed. */
export function PastCanvas() {
  return (
    <ReactFlowProvider>
      <Flow />
    </ReactFlowProvider>
  );
}

function Flow() {
  const { shown } = useTheme();
  const [spoken] = useState(spokenWords);
  const far = useStore(isFar);
  const cards = useCards(nothingMoves, far);
  const behind = useBehind(cards, none, nothingMoves, far);
  const nodes = useMemo<CanvasNode[]>(() => [...behind, ...cards], [behind, cards]);
  const wires = useWires();
  return (
    <>
      <ReactFlow<CanvasNode, WireEdge>
        id="past"
        aria-label={t("canvas.canvas")}
        ariaLabelConfig={spoken}
        nodes={nodes}
        edges={far ? [] : wires}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        onlyRenderVisibleElements
        fitView
        fitViewOptions={fitting}
        minZoom={ZOOM.least}
        maxZoom={ZOOM.most}
        panOnScroll
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        colorMode={shown}
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.6} color="var(--dot)" />
        {far ? <Overview cards={cards} wires={wires} behind={behind} /> : null}
      </ReactFlow>
      <ViewControls />
    </>
  );
}

/** Nothing inside can be pressed, typed in or reached by Tab. */
function StillCard(props: NodeProps<CardNode>) {
  return (
    <div inert className="limner-still size-full">
      <NodeCard {...props} />
    </div>
  );
}

function StillComment(props: NodeProps<CommentNode>) {
  return (
    <div inert className="limner-still size-full">
      <CommentCard {...props} />
    </div>
  );
}

function StillFrame(props: NodeProps<FrameNode>) {
  return (
    <div inert className="limner-still size-full">
      <GroupFrame {...props} />
    </div>
  );
}
