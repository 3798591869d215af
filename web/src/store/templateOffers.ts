import { useCallback, useMemo } from "react";

import type { TemplateFilter } from "@/api/types";
import { namesWithValues, type TemplateName } from "@/graph/template";

import { useStudio } from "./context";
import { useAnswers } from "./useAnswers";

/** The filters that templates may use; none while they are not known. */
export function useTemplateFilters(wanted: boolean): readonly TemplateFilter[] {
  const { client, filters } = useStudio();
  const questions = useMemo(() => {
    const ask = () => client.templateFilters().then(({ items }) => items);
    return wanted ? [{ key: "filters", ask }] : [];
  }, [client, wanted]);
  return useAnswers(filters, questions).answers[0]?.answer ?? [];
}

/** Adds to names what the last run shows of them, when it is asked for. */
export function useNamesWithValues(): (names: readonly TemplateName[]) => TemplateName[] {
  const { runs } = useStudio();
  return useCallback(
    (names) => namesWithValues(names, (id) => runs.store.getState().nodes[id]?.output ?? null),
    [runs],
  );
}
