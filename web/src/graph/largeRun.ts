import type { DryRun } from "@/api/types";

/** Nodes that may cost something; a run of more is worth a look before it starts. */
const MANY_NODES = 20;

/** Half a dollar at the usual rate. */
const MANY_CREDITS = 500;

/** Whether a run is shown before it starts: it may cost much, or asks for much. What is free is not. */
export function isLarge({ estimate, nodes }: DryRun): boolean {
  if ((estimate.maxCredits ?? 0) > MANY_CREDITS) return true;
  const paid = Object.values(nodes).filter(({ maxCredits }) => maxCredits !== 0);
  return paid.length > MANY_NODES;
}
