import { getBezierPath, type ConnectionLineComponentProps } from "@xyflow/react";

import { inputPorts, outputPorts } from "@/graph/ports";
import { useStudio } from "@/store/context";
import type { Studio } from "@/store/studio";

/** The wire that is being drawn, in the colour of what it will carry. */
export function HeldWire(props: ConnectionLineComponentProps) {
  const studio = useStudio();
  const { fromX, fromY, fromPosition, toX, toY, toPosition, fromHandle } = props;
  const [path] = getBezierPath({
    sourceX: fromX,
    sourceY: fromY,
    sourcePosition: fromPosition,
    targetX: toX,
    targetY: toY,
    targetPosition: toPosition,
  });
  const type = typeAt(studio, fromHandle.nodeId, fromHandle.id ?? "", fromHandle.type);
  return <path d={path} fill="none" style={{ stroke: `var(--type-${type})`, strokeWidth: 2 }} />;
}

function typeAt(studio: Studio, nodeId: string, handle: string, side: "source" | "target") {
  const { doc } = studio.editor;
  const node = doc.nodes.byId[nodeId];
  if (!node) return "any";
  const catalogue = studio.catalogue.current();
  const ports = side === "source" ? outputPorts(catalogue, node) : inputPorts(doc, catalogue, node);
  return ports.find((port) => port.name === handle)?.type ?? "any";
}
