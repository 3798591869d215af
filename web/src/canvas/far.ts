import type { ReactFlowState } from "@xyflow/react";

const overviewZoom = 0.3;

/** Below this zoom nobody reads a card: all of them are painted on one canvas instead. */
export function isFar(state: ReactFlowState): boolean {
  return !isLegible(state.transform[2]);
}

export function isLegible(zoom: number): boolean {
  return zoom >= overviewZoom;
}
