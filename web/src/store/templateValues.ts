import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";

import type { JsonValue, TemplatePreview } from "@/api/types";
import type { Values } from "@/api/client";
import { templateUses } from "@/graph/template";

import { useStudio } from "./context";
import { useRuns } from "./hooks";
import { useSettled } from "./useSettled";

export interface FilledIn {
  answer: UseQueryResult<TemplatePreview>;
  /** A node that the text names has not run yet. */
  waits: boolean;
}

/** What a template comes to with the values of the last run; null where it names nothing. */
export function useFilledIn(text: string, triggerId: string | null): FilledIn | null {
  const { client } = useStudio();
  const settled = useSettled(text);
  const roots = useMemo(() => rootsOf(settled), [settled]);
  const key = useRuns((state) => JSON.stringify(valuesOf(state.nodes, roots, triggerId)));
  const values = JSON.parse(key) as Values | null;
  const answer = useQuery({
    queryKey: ["preview", settled, key],
    queryFn: () => client.previewTemplate(settled, values ?? {}),
    enabled: roots.length > 0 && values !== null,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
  return roots.length === 0 ? null : { answer, waits: values === null };
}

type Nodes = ReturnType<typeof useStudio>["runs"] extends { store: { getState: () => infer State } }
  ? State extends { nodes: infer Each }
    ? Each
    : never
  : never;

/** The values of the names that a text begins with; null while one of them has none. */
function valuesOf(nodes: Nodes, roots: readonly string[], triggerId: string | null): Values | null {
  const values: Record<string, JsonValue> = {};
  for (const root of roots) {
    const id = root === "trigger" ? triggerId : root;
    const run = id === null ? undefined : nodes[id];
    if (root === "run") {
      const any = Object.values(nodes)[0];
      if (!any) return null;
      values.run = { id: any.runId, startedAt: any.startedAt };
    } else if (run?.output == null) {
      return null;
    } else {
      values[root] = { output: run.output };
    }
  }
  return values;
}

function rootsOf(text: string): string[] {
  const roots = templateUses(text).map(({ name }) => name.split(/[.[]/)[0] ?? "");
  return [...new Set(roots.filter(Boolean))];
}
