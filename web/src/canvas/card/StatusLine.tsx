import { useEffect, useState } from "react";

import type { NodeType } from "@/api/types";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useNodeRun, useProblems } from "@/store/hooks";
import { isBusy, type NodeRun } from "@/store/runs";
import { Button } from "@/ui/Button";
import { Progress } from "@/ui/Progress";
import { Tooltip } from "@/ui/Tooltip";

interface StatusLineProps {
  nodeId: string;
  type: NodeType;
}

/** The foot of a card: work with Stop, or an error with what to do; its place is always kept. */
export function StatusLine({ nodeId, type }: StatusLineProps) {
  const run = useNodeRun(nodeId);
  const problem = useProblems(nodeId)[0];
  if (run && isBusy(run)) return <Working run={run} title={type.title} />;
  if (run?.status === "failed" && run.error) return <Failed run={run} nodeId={nodeId} />;
  if (problem) return <Line text={problem.message} bad />;
  if (run?.warnings[0]) return <Line text={run.warnings[0].message} />;
  if (run?.status === "cancelled") return <Line text={t("canvas.cancelled")} />;
  if (run?.status === "skipped") return <Line text={t("canvas.skipped")} />;
  return null;
}

interface WorkingProps {
  run: NodeRun;
  title: string;
}

function Working({ run, title }: WorkingProps) {
  const { runs } = useStudio();
  const seconds = useSecondsSince(run.startedAt);
  const words = [
    run.text ?? (run.status === "queued" ? t("canvas.waiting") : t("canvas.working")),
    run.queuePosition === null ? "" : t("canvas.queue", { n: run.queuePosition }),
    run.startedAt === null ? "" : t("canvas.seconds", { n: seconds }),
  ];
  return (
    <div className="nodrag flex h-full flex-col justify-between">
      <Progress label={t("canvas.progress", { title })} fraction={run.fraction} />
      <div className="flex items-center justify-between">
        <span className="truncate text-sm text-muted">{words.filter(Boolean).join(" · ")}</span>
        <Button tone="link" onClick={() => void runs.cancel(run.runId)}>
          {t("canvas.stop")}
        </Button>
      </div>
    </div>
  );
}

function Failed({ run, nodeId }: { run: NodeRun; nodeId: string }) {
  const studio = useStudio();
  const words = [run.error?.detail, run.error?.hint].filter(Boolean).join(" ");
  const again = () =>
    run.error?.code === "unknown_outcome"
      ? void studio.runs.retry(run.runId, nodeId)
      : studio.runNode(nodeId);
  return (
    <div className="nodrag flex h-full items-center gap-2">
      <Line text={words} bad />
      <Button tone="link" onClick={again}>
        {t("canvas.again")}
      </Button>
    </div>
  );
}

function Line({ text, bad = false }: { text: string; bad?: boolean }) {
  return (
    <Tooltip content={text}>
      <p
        role={bad ? "alert" : "status"}
        tabIndex={0}
        className={`line-clamp-2 min-w-0 flex-1 text-sm leading-4 ${bad ? "text-bad" : "text-muted"}`}
      >
        {text}
      </p>
    </Tooltip>
  );
}

function useSecondsSince(start: string | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return start === null ? 0 : Math.max(0, Math.floor((now - Date.parse(start)) / 1000));
}
