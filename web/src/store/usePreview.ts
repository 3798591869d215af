import { useMemo } from "react";
import { useStore } from "zustand";

import type { DryRun } from "@/api/types";
import { listedNodes } from "@/graph/estimate";

import { useStudio } from "./context";
import { useEditor, useRuns, useSaving } from "./hooks";
import { isActive, type RunsState } from "./runs";
import type { Studio } from "./studio";
import { useAnswers } from "./useAnswers";

/** What a run would do and cost, as the server says it of the document that it has. */
export interface Preview {
  answer: DryRun | null;
  /** An answer is to come. Without one and without this, there is none. */
  coming: boolean;
  /** The answer is to what stood there a moment ago. */
  old: boolean;
}

/** Of everything; or of each node that runs once per item, whether or not its result stands. */
export type Previewed = "all" | "listed";

/**
 * The server reads a whole workflow to answer. One with more nodes than this would keep it busy
 * after every change.
 */
const MOST_NODES = 1_000;

/**
 * What a run would do; nothing is asked where `wanted` is false. It is asked again once changes
 * are saved, a run has ended or a picture is gone.
 */
export function usePreview(previewed: Previewed, wanted = true): Preview {
  const studio = useStudio();
  const workflowId = useSaving((state) => state.workflowId);
  const version = useSaving((state) => state.version);
  const status = useSaving((state) => state.status);
  const count = useEditor((state) => state.doc.nodes.order.length);
  const ended = useRuns(endedRuns);
  const gone = useStore(studio.removals.store, (state) => state.gone);
  const asked = wanted && workflowId !== null && count > 0 && count <= MOST_NODES;
  const questions = useMemo(() => {
    if (!asked || status !== "saved") return [];
    const key = JSON.stringify([previewed, workflowId, version, ended, gone]);
    return [{ key, ask: () => preview(studio, previewed, workflowId) }];
  }, [asked, status, previewed, workflowId, version, ended, gone, studio]);
  const { answers, coming, old } = useAnswers(studio.previews, questions);
  return {
    answer: (asked && answers[0]?.answer) || null,
    coming: asked && (coming || status === "saving"),
    old: old || status !== "saved",
  };
}

async function preview(
  { client, editor, catalogue }: Studio,
  previewed: Previewed,
  workflowId: string,
): Promise<DryRun | null> {
  const { doc, problems } = editor.store.getState();
  if (previewed === "all") return problems.length > 0 ? null : client.dryRun(workflowId, null);
  const faulty = new Set(problems.flatMap(({ nodeId }) => nodeId ?? []));
  const listed = listedNodes(doc, catalogue.current(), faulty);
  return listed.length === 0 ? null : client.dryRun(workflowId, listed);
}

/** As text: a run that goes on after its end ends again, and another may be gone from the list. */
function endedRuns({ runs }: RunsState): string {
  const ended = Object.values(runs).filter((run) => !isActive(run.status));
  return ended.map(({ id, seq }) => `${id} ${seq}`).join();
}
