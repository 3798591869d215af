import { useStore, type NodeProps } from "@xyflow/react";
import { memo } from "react";

import type { NodeRecord, NodeType } from "@/api/types";
import type { Block } from "@/graph/geometry";
import { t } from "@/i18n/t";
import { useNode, useNodeRun, useNodeType } from "@/store/hooks";
import { isBusy } from "@/store/runs";
import { part } from "@/ui/part";
import { cx } from "@/ui/cx";

import { isFar } from "../far";
import type { CardNode } from "../flow";
import { PortHandle } from "../wires/PortHandle";
import { CardFoot, FOOT_PARTS } from "./CardFoot";
import { CardHeader } from "./CardHeader";
import { FieldRow } from "./FieldRow";
import { HistoryLine } from "./HistoryLine";
import { Picture } from "./Picture";
import { PortRows } from "./PortRows";

const Answer = part(() => import("./Answer").then((it) => it.Answer), { patient: true });
const ItemGrid = part(() => import("../items/ItemGrid").then((it) => it.ItemGrid), {
  patient: true,
});
const ReferenceStrip = part(() => import("./ReferenceStrip").then((it) => it.ReferenceStrip), {
  patient: true,
});
export const CARD_PARTS = [Answer, ItemGrid, ReferenceStrip, ...FOOT_PARTS];

/** The one card for every node; what stands on it is decided by its type's schema. */
export const NodeCard = memo(function NodeCard(props: NodeProps<CardNode>) {
  const far = useStore(isFar);
  return far ? null : <Card {...props} />;
});

function Card({ id, data, selected }: NodeProps<CardNode>) {
  const node = useNode(id);
  const type = useNodeType(node?.type ?? "");
  const busy = isBusy(useNodeRun(id));
  if (!node) return null;
  const { layout } = data;
  return (
    <article
      aria-label={t("canvas.node", { title: type?.title ?? node.type, id })}
      className={cx(
        "limner-card relative size-full rounded-lg border bg-card text-text shadow-card",
        selected
          ? "border-gold-text ring-3 ring-gold-wash"
          : busy
            ? "border-gold-text"
            : "border-line",
      )}
    >
      {type ? (
        <>
          <CardHeader node={node} type={type} />
          {layout.blocks.map((block) => (
            <div
              key={`${block.kind} ${block.y}`}
              className="absolute inset-x-3"
              style={{ top: block.y, height: block.height }}
            >
              <CardBlock block={block} node={node} type={type} />
            </div>
          ))}
          {layout.handles.map((place) => (
            <PortHandle key={`${place.port.side} ${place.port.name}`} nodeId={id} place={place} />
          ))}
        </>
      ) : (
        <p className="p-3 text-bad">{t("canvas.unknownType", { type: node.type })}</p>
      )}
    </article>
  );
}

interface CardBlockProps {
  block: Block;
  node: NodeRecord;
  type: NodeType;
}

function CardBlock({ block, node, type }: CardBlockProps) {
  switch (block.kind) {
    case "picture":
      return <Picture nodeId={node.id} type={type} />;
    case "items":
      return <ItemGrid nodeId={node.id} />;
    case "answer":
      return <Answer nodeId={node.id} />;
    case "history":
      return <HistoryLine nodeId={node.id} type={type} />;
    case "strip":
      return <ReferenceStrip nodeId={node.id} />;
    case "row":
      return <FieldRow node={node} type={type} fields={block.fields} actions={block.actions} />;
    case "ports":
      return <PortRows node={node} type={type} ports={block.ports} />;
    case "status":
      return <CardFoot nodeId={node.id} type={type} />;
  }
}
