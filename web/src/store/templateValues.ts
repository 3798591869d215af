import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";

import type { JsonValue, TemplatePreview } from "@/api/types";
import type { Values } from "@/api/client";
import type { Catalogue } from "@/graph/catalogue";
import type { Doc } from "@/graph/document";
import { aroundOf } from "@/graph/nesting";
import { property } from "@/graph/ports";
import { templateUses } from "@/graph/template";
import { triggerOf } from "@/graph/trigger";

import { useStudio } from "./context";
import { useEditorMade, useRuns } from "./hooks";
import { useSettled } from "./useSettled";

export interface FilledIn {
  answer: UseQueryResult<TemplatePreview>;
  /** Why there is none: what it names has not run yet, or is another for each item. */
  missing: "waits" | "perItem" | null;
}

/** What a template of a node comes to with the values of the last run; null where it names nothing. */
export function useFilledIn(text: string, nodeId: string): FilledIn | null {
  const { client } = useStudio();
  const settled = useSettled(text);
  const names = useMemo(() => templateUses(settled).map(({ name }) => name), [settled]);
  const sources = useEditorMade((doc, catalogue) => sourcesOf(doc, catalogue, nodeId, names));
  const key = useRuns((state) => JSON.stringify(sources && valuesOf(state.nodes, sources)));
  const values = JSON.parse(key) as Values | null;
  const answer = useQuery({
    queryKey: ["preview", settled, key],
    queryFn: () => client.previewTemplate(settled, values ?? {}),
    enabled: names.length > 0 && values !== null,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
  const missing = sources === null ? "perItem" : values === null ? "waits" : null;
  return names.length === 0 ? null : { answer, missing };
}

interface Source {
  root: string;
  /** The node that gives the value; null for what is the run's own. */
  nodeId: string | null;
  /** It stands in the same loop, and gives a value for each item. */
  inside: boolean;
}

/** Where the names of a text come from; null where one of them is the present item of a loop. */
function sourcesOf(
  doc: Doc,
  catalogue: Catalogue,
  nodeId: string,
  names: readonly string[],
): Source[] | null {
  const holders = aroundOf(doc.nodes, nodeId);
  const roots = new Set(names.map((name) => name.split(/[.[]/)[0] ?? ""));
  if (holders.some((holder) => roots.has(holder)) || roots.has("loop")) return null;
  const triggerId = triggerOf(doc, catalogue)?.id ?? null;
  return Array.from(roots, (root) => {
    const source = root === "trigger" ? triggerId : root === "run" ? null : root;
    const inside = source !== null && aroundOf(doc.nodes, source).length > 0;
    return { root, nodeId: source, inside };
  });
}

type Nodes = ReturnType<typeof useStudio>["runs"] extends { store: { getState: () => infer State } }
  ? State extends { nodes: infer Each }
    ? Each
    : never
  : never;

/** The values of names by their roots; null while one of them has none. */
function valuesOf(nodes: Nodes, sources: readonly Source[]): Values | null {
  const values: Record<string, JsonValue> = {};
  for (const { root, nodeId, inside } of sources) {
    if (root === "run") {
      const any = Object.values(nodes)[0];
      if (!any) return null;
      values.run = { id: any.runId, startedAt: any.startedAt };
      continue;
    }
    const whole = nodeId === null ? null : (nodes[nodeId]?.output ?? null);
    const output = inside ? ofFirstItem(whole) : whole;
    if (output == null) return null;
    values[root] = { output };
  }
  return values;
}

/** What a node gave for the first of its items that it gave anything for. */
function ofFirstItem(whole: JsonValue): JsonValue | undefined {
  const items = property(whole, "items");
  if (!Array.isArray(items)) return undefined;
  return items.map((item) => property(item, "output")).find((output) => output != null);
}
