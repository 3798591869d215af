import { BaseEdge, getBezierPath, type EdgeProps } from "@xyflow/react";

import { HANDLE_SIZE } from "@/graph/geometry";

import type { WireEdge } from "../flow";

/** How far a wire reaches into the handle it ends at: to the shape in its middle. */
const reach = HANDLE_SIZE / 2 - 3;

/** A wire in the colour of what it carries. */
export function Wire(props: EdgeProps<WireEdge>) {
  const { sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition } = props;
  const [path] = getBezierPath({
    sourceX: sourceX - reach,
    sourceY,
    sourcePosition,
    targetX: targetX + reach,
    targetY,
    targetPosition,
  });
  const style = {
    stroke: `var(--type-${props.data?.type ?? "any"})`,
    strokeWidth: props.selected ? 3 : 2,
  };
  return <BaseEdge id={props.id} path={path} interactionWidth={20} style={style} />;
}
