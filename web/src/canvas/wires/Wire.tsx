import { BaseEdge, getBezierPath, type EdgeProps } from "@xyflow/react";

import type { WireEdge } from "../flow";

/** A wire in the colour of what it carries. */
export function Wire(props: EdgeProps<WireEdge>) {
  const { sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition } = props;
  const [path] = getBezierPath({
    sourceX: sourceX - 4,
    sourceY,
    sourcePosition,
    targetX: targetX + 4,
    targetY,
    targetPosition,
  });
  const style = {
    stroke: `var(--type-${props.data?.type ?? "any"})`,
    strokeWidth: props.selected ? 3 : 2,
  };
  return <BaseEdge id={props.id} path={path} interactionWidth={20} style={style} />;
}
