import { useEffect, useState } from "react";

import { served } from "@/i18n/served";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import type { NodeRun } from "@/store/runs";
import { Button } from "@/ui/Button";
import { Progress } from "@/ui/Progress";
import { Tooltip } from "@/ui/Tooltip";

interface WorkingProps {
  run: NodeRun;
  title: string;
}

/** The gold line, one line of words, and Stop. */
export function Working({ run, title }: WorkingProps) {
  const { runs } = useStudio();
  const seconds = useSecondsSince(run.startedAt);
  const text = run.text === null ? null : served(run.text);
  const words = [
    text ?? (run.status === "queued" ? t("canvas.waiting") : t("canvas.working")),
    run.queuePosition === null ? "" : t("canvas.queue", { n: run.queuePosition }),
    run.startedAt === null ? "" : t("canvas.seconds", { n: seconds }),
  ]
    .filter(Boolean)
    .join(" · ");
  return (
    <div className="nodrag flex h-full flex-col justify-between">
      <Progress label={t("canvas.progress", { title })} fraction={run.fraction} />
      <div className="flex items-center justify-between gap-2">
        <Tooltip content={text}>
          <span className="min-w-0 truncate text-sm text-muted">{words}</span>
        </Tooltip>
        <Button tone="link" onClick={() => void runs.cancel(run.runId)}>
          {t("canvas.stop")}
        </Button>
      </div>
    </div>
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
