import { Pause, Play, Square } from "lucide-react";

import { PriceTag } from "@/fields/PriceTag";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useActiveRun, useNodeIds, useProblems, useRuns } from "@/store/hooks";
import { useTotalEstimate } from "@/store/useEstimate";
import type { LiveRun } from "@/store/runs";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";

/** Runs the whole workflow; while it runs, stops it. */
export function RunAll() {
  const { launch } = useStudio();
  const active = useActiveRun();
  const starting = useRuns((state) => state.starting);
  const empty = useNodeIds().length === 0;
  const problems = useProblems().length;
  const price = useTotalEstimate();
  if (active) return <UnderWay run={active} />;
  const reason = empty
    ? t("store.nothingToRun")
    : starting
      ? t("canvas.starting")
      : problems > 0
        ? t("store.hasProblems", { n: problems })
        : null;
  return (
    <Button tone="gold" reason={reason} onClick={() => void launch.all()}>
      {t("canvas.runAll")}
      {empty ? null : <PriceTag price={price} short />}
    </Button>
  );
}

/** How far the run is; Pause and Go on, and Stop. */
function UnderWay({ run }: { run: LiveRun }) {
  const { runs } = useStudio();
  const waits = useRuns((state) =>
    Object.values(state.nodes).some((node) => node.runId === run.id && node.review !== null),
  );
  return (
    <span className="flex gap-1.5">
      {run.status !== "paused" ? (
        <IconButton
          icon={Pause}
          side="bottom"
          label={t("inside.pause")}
          reason={run.pausing ? t("inside.pausing") : null}
          onClick={() => void runs.pause(run.id)}
        />
      ) : waits ? null : (
        <IconButton
          icon={Play}
          side="bottom"
          label={t("inside.resume")}
          onClick={() => void runs.resume(run.id)}
        />
      )}
      <Button icon={Square} onClick={() => void runs.cancel(run.id)}>
        {t("canvas.stopAll")}
        {run.progress.total > 0 ? (
          <span className="text-sm text-muted">
            {run.status === "paused" ? t("inside.paused") : t("canvas.running", run.progress)}
          </span>
        ) : null}
      </Button>
    </span>
  );
}
