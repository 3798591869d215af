import { useMemo } from "react";

import type { Estimate } from "@/api/types";
import { typeOf, type Catalogue } from "@/graph/catalogue";
import { nodesOf, type Doc } from "@/graph/document";
import { isListed, priceQuestion, type PriceQuestion } from "@/graph/estimate";
import { isRunnable } from "@/graph/writing";

import type { Question } from "./answers";
import { useStudio } from "./context";
import { useCatalogue, useEditor } from "./hooks";
import type { Studio } from "./studio";
import { useAnswers } from "./useAnswers";
import { usePreview } from "./usePreview";
import { useSame } from "./useSame";
import { useSettled } from "./useSettled";

/** What a run may cost, as the server says it. */
export interface ShownPrice {
  /** Null where no price is known. */
  estimate: Estimate | null;
  /** No answer has come yet. */
  asking: boolean;
  /** The answer is to what stood there a moment ago. */
  old: boolean;
}

/** Time for a person to finish a change before the server is asked again. */
const PAUSE_MS = 200;

/**
 * What a node would cost with its present settings: of one that runs once per item, all items
 * together. The last answer stays until the next is there.
 */
export function useEstimate(nodeId: string): ShownPrice {
  const catalogue = useCatalogue();
  const listed = useEditor(({ doc }) => isListed(doc, catalogue, nodeId));
  const { answer, coming, old } = usePreview("listed", listed);
  const inRun = answer?.nodes[nodeId] ?? null;
  const alone = useOwnEstimate(nodeId, inRun === null && !coming);
  return inRun || coming ? { estimate: inRun, asking: inRun === null, old } : alone;
}

/** What a run of the whole workflow would cost. What stands from earlier runs costs nothing. */
export function useTotalEstimate(): ShownPrice {
  const { answer, coming, old } = usePreview("all");
  const sum = useSum(answer === null && !coming);
  return answer || coming ? { estimate: answer?.estimate ?? null, asking: !answer, old } : sum;
}

/** The price of a node by itself. Nothing is asked where it is not wanted. */
function useOwnEstimate(nodeId: string, wanted: boolean): ShownPrice {
  const studio = useStudio();
  const catalogue = useCatalogue();
  const now = useEditor(useSame((state) => priceQuestion(state.doc, catalogue, nodeId)));
  const question = useSettled(now, PAUSE_MS);
  const asked = useMemo(
    () => (wanted && question ? [estimating(studio, question)] : []),
    [wanted, question, studio],
  );
  const { answers, coming, old } = useAnswers(studio.prices, asked);
  const estimate = answers[0]?.answer;
  return {
    estimate: (question && estimate) ?? null,
    asking: coming && !estimate,
    old: (old && question !== null) || question !== now,
  };
}

/** The sum of the nodes' prices, each by itself; null where one of them is not known. */
function useSum(wanted: boolean): ShownPrice {
  const studio = useStudio();
  const catalogue = useCatalogue();
  const now = useEditor((state) => state.doc);
  const doc = useSettled(now, PAUSE_MS);
  const asked = useMemo(() => {
    const parts = wanted ? tally(doc, catalogue) : [];
    return (
      parts?.map(({ question, times }) => ({ ...estimating(studio, question), times })) ?? null
    );
  }, [wanted, doc, catalogue, studio]);
  const { answers, coming, old } = useAnswers(studio.prices, asked ?? nothing);
  const estimate = asked && total(answers.map(({ question, answer }) => [answer, question.times]));
  return { estimate, asking: coming && !estimate, old: old || doc !== now };
}

const nothing: never[] = [];

/** The sum of estimates, each so many times; null where one of them is not known. */
export function total(
  parts: readonly (readonly [Estimate | undefined, number])[],
): Estimate | null {
  let [least, most, exact] = [0, 0, true];
  for (const [part, times] of parts) {
    if (part?.maxCredits == null || part.minCredits === null) return null;
    least += times * part.minCredits;
    most += times * part.maxCredits;
    exact &&= part.exact;
  }
  return { credits: most, minCredits: least, maxCredits: most, usd: null, exact };
}

interface Part {
  question: PriceQuestion;
  times: number;
}

/**
 * Each question once, with how many nodes ask it: a large workflow asks few different ones. Null
 * where one of them cannot be asked.
 */
function tally(doc: Doc, catalogue: Catalogue): Part[] | null {
  const found = new Map<string, Part>();
  for (const node of nodesOf(doc)) {
    const type = typeOf(catalogue, node);
    if (!type || !isRunnable(type, node.data)) continue;
    const question = priceQuestion(doc, catalogue, node.id);
    if (question === null) return null;
    const key = JSON.stringify(question);
    found.set(key, { question, times: (found.get(key)?.times ?? 0) + 1 });
  }
  return [...found.values()];
}

function estimating({ client }: Studio, question: PriceQuestion): Question<Estimate> {
  return { key: JSON.stringify(question), ask: () => client.estimate(question) };
}
