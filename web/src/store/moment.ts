import type { Run, WorkflowVersion } from "@/api/types";

/** A moment in a workflow's life: when a run began, or when it was saved. */
export type Moment = { kind: "run"; run: Run } | { kind: "version"; version: WorkflowVersion };

/** When it was, as the server writes it. */
export function timeOf(moment: Moment): string {
  return moment.kind === "run" ? moment.run.createdAt : moment.version.savedAt;
}
