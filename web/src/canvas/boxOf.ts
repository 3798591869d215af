import type { Node } from "@xyflow/react";

import type { Box } from "@/graph/layout/boxes";

/** The room that a node of the graph library takes up. */
export function boxOf({ id, position, width, height }: Node): Box {
  return { id, ...position, width: width ?? 0, height: height ?? 0 };
}
