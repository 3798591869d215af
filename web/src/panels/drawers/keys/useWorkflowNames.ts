import { useQuery } from "@tanstack/react-query";

import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";

/** The workflows that a key may be for, by id; those changed last stand first. */
export function useWorkflowNames(): ReadonlyMap<string, string> {
  const { client } = useStudio();
  const { data } = useQuery({ queryKey: ["workflowNames"], queryFn: () => client.workflows() });
  return new Map(data?.items.map(({ id, name }) => [id, name || t("store.untitled")]) ?? []);
}
