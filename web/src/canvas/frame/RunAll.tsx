import { Square } from "lucide-react";

import { PriceTag } from "@/fields/PriceTag";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useActiveRun, useNodeIds, useProblems, useRuns } from "@/store/hooks";
import { useTotalEstimate } from "@/store/useEstimate";
import { Button } from "@/ui/Button";

/** Runs the whole workflow; while it runs, stops it. */
export function RunAll() {
  const { launch, runs } = useStudio();
  const active = useActiveRun();
  const starting = useRuns((state) => state.starting);
  const empty = useNodeIds().length === 0;
  const problems = useProblems().length;
  const price = useTotalEstimate();
  if (active)
    return (
      <Button icon={Square} onClick={() => void runs.cancel(active.id)}>
        {t("canvas.stopAll")}
        {active.progress.total > 0 ? (
          <span className="text-sm text-muted">{t("canvas.running", active.progress)}</span>
        ) : null}
      </Button>
    );
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
