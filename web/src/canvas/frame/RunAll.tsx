import { Square } from "lucide-react";

import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useActiveRun, useNodeIds, useProblems, useRuns } from "@/store/hooks";
import { useTotalEstimate } from "@/store/useEstimate";
import { Button } from "@/ui/Button";

import { creditWords } from "../words";

/** Runs the whole workflow; while it runs, stops it. */
export function RunAll() {
  const { runs } = useStudio();
  const active = useActiveRun();
  const starting = useRuns((state) => state.starting);
  const empty = useNodeIds().length === 0;
  const problems = useProblems().length;
  const cost = creditWords(useTotalEstimate());
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
    <Button tone="gold" reason={reason} onClick={() => void runs.start()}>
      {t("canvas.runAll")}
      {cost ? <span className="text-sm font-normal">{cost}</span> : null}
    </Button>
  );
}
