import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import type { Estimate, NodeData } from "@/api/types";
import { typeOf, type Catalogue } from "@/graph/catalogue";
import type { Doc } from "@/graph/document";
import { fansOut, listLength, pricedData } from "@/graph/estimate";

import { useStudio } from "./context";
import { useCatalogue, useEditor } from "./hooks";
import { useSame } from "./useSame";

type Question = NodeData & { items?: number };

/** What a node would cost now; null while it is not known, or where it has no price. */
export function useEstimate(nodeId: string): Estimate | null {
  const { client } = useStudio();
  const catalogue = useCatalogue();
  const question = useEditor(useSame((state) => ask(state.doc, catalogue, nodeId)));
  const answer = useQuery({ ...estimating(client, question), enabled: question !== null });
  return answer.data ?? null;
}

/** What the whole workflow would cost: the sum, or null where a part is not known. */
export function useTotalEstimate(): number | null {
  const { client } = useStudio();
  const catalogue = useCatalogue();
  const doc = useEditor((state) => state.doc);
  const asked = useMemo(() => tally(doc, catalogue), [doc, catalogue]);
  return useQueries({
    queries: asked.map(({ question }) => estimating(client, question)),
    combine: (answers) =>
      answers.reduce<number | null>((sum, { data }, index) => {
        const times = asked[index]?.times ?? 0;
        return sum === null || data?.credits == null ? null : sum + times * data.credits;
      }, 0),
  });
}

/** Each question once, with how many nodes ask it: a large workflow asks few different ones. */
function tally(doc: Doc, catalogue: Catalogue): { question: Question; times: number }[] {
  const found = new Map<string, { question: Question; times: number }>();
  for (const nodeId of doc.nodes.order) {
    const question = ask(doc, catalogue, nodeId);
    if (!question) continue;
    const key = JSON.stringify(question);
    const times = (found.get(key)?.times ?? 0) + 1;
    found.set(key, { question, times });
  }
  return [...found.values()];
}

function ask(doc: Doc, catalogue: Catalogue, nodeId: string): Question | null {
  const node = doc.nodes.byId[nodeId];
  const type = node ? typeOf(catalogue, node) : null;
  if (!node || !type?.runnable) return null;
  const question: Question = pricedData(type, node.data);
  if (!fansOut(doc, catalogue, nodeId)) return question;
  return { ...question, count: 1, items: listLength(doc, catalogue, nodeId) ?? 1 };
}

function estimating(client: ReturnType<typeof useStudio>["client"], question: Question | null) {
  return {
    queryKey: ["estimate", question],
    queryFn: ({ signal }: { signal: AbortSignal }) => client.estimate(question ?? {}, signal),
    staleTime: Infinity,
    retry: false,
  };
}
