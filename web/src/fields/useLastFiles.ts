import { useQuery } from "@tanstack/react-query";
import type { Run } from "@/api/types";
import { useStudio } from "@/store/context";
import { useRuns, useWorkflowId } from "@/store/hooks";

type RunFile = NonNullable<Run["attachments"]>[number];

/** The files that each node made in the last run, where it made some; read again as runs end. */
export function useLastFiles(): ReadonlyMap<string, readonly RunFile[]> {
  const { client } = useStudio();
  const workflowId = useWorkflowId() ?? "";
  const stand = useRuns(({ runs }) =>
    Object.values(runs)
      .map(({ id, status }) => `${id} ${status}`)
      .join(),
  );
  const { data } = useQuery({
    queryKey: ["lastFiles", workflowId, stand],
    queryFn: async () => {
      const [last] = (await client.runs({ workflowId, limit: 1 })).items;
      return last ? ((await client.run(last.id)).attachments ?? []) : [];
    },
    placeholderData: (before) => before,
  });
  const files = new Map<string, RunFile[]>();
  for (const file of data ?? []) files.set(file.nodeId, [...(files.get(file.nodeId) ?? []), file]);
  return files;
}
