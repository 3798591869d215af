import { useInfiniteQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useEffect, useState } from "react";
import type { Run } from "@/api/types";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useActiveRun, useWorkflowId } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { Drawer } from "@/ui/Drawer";
import { Empty } from "@/ui/Empty";
import { useNow } from "@/ui/useNow";
import { RunRow } from "./runs/RunRow";

const PAGE = 30;

/** The log of the open workflow: what ran, how long, at what cost, and what came of it. */
export default function RunsDrawer() {
  const { view } = useStudio();
  const { runs, loading, more } = useRunLog();
  const [open, setOpen] = useState<string | null>(null);
  const now = useNow();
  return (
    <Drawer title={t("panels.runs")} closeLabel={t("ui.close")} onClose={() => view.closeDrawer()}>
      {runs.length === 0 && !loading ? (
        <Empty icon={History} title={t("panels.noRuns")} hint={t("panels.noRunsHint")} />
      ) : (
        <ul className="p-2">
          {runs.map((run) => (
            <RunRow
              key={run.id}
              run={run}
              now={now}
              open={run.id === open}
              onToggle={() => setOpen(run.id === open ? null : run.id)}
            />
          ))}
        </ul>
      )}
      {more ? (
        <div className="flex justify-center pb-4">
          <Button size="sm" onClick={more}>
            {t("panels.earlier")}
          </Button>
        </div>
      ) : null}
    </Drawer>
  );
}

/** Runs of the open workflow, newest first; asked for again when one begins, moves on or ends. */
function useRunLog(): { runs: Run[]; loading: boolean; more: (() => void) | null } {
  const { client } = useStudio();
  const workflowId = useWorkflowId();
  const active = useActiveRun();
  const pages = useInfiniteQuery({
    queryKey: ["runs", workflowId],
    queryFn: ({ pageParam }) =>
      client.runs({
        limit: PAGE,
        ...(workflowId ? { workflowId } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const { refetch } = pages;
  const stand = active ? `${active.id} ${active.progress.done}` : "";
  useEffect(() => void refetch(), [refetch, stand]);
  return {
    runs: pages.data?.pages.flatMap((page) => page.items) ?? [],
    loading: pages.isPending,
    more: pages.hasNextPage ? () => void pages.fetchNextPage() : null,
  };
}
