import { Play, Square } from "lucide-react";
import type { Estimate } from "@/api/types";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useNodeRun, useRunBlock } from "@/store/hooks";
import { isBusy } from "@/store/runs";
import { useEstimate } from "@/store/useEstimate";
import { Button } from "@/ui/Button";

interface PanelFooterProps {
  nodeId: string;
}

/** What it will cost, and Run; Stop while it runs. */
export function PanelFooter({ nodeId }: PanelFooterProps) {
  const studio = useStudio();
  const block = useRunBlock(nodeId);
  const run = useNodeRun(nodeId);
  const estimate = useEstimate(nodeId);
  return (
    <footer className="flex items-center justify-between gap-3 border-t border-line px-4 py-2.5">
      <span className="truncate text-sm text-muted">{costWords(estimate)}</span>
      {run && isBusy(run) ? (
        <Button icon={Square} onClick={() => void studio.runs.cancel(run.runId)}>
          {t("panels.stop")}
        </Button>
      ) : (
        <Button tone="gold" icon={Play} reason={block} onClick={() => studio.runNode(nodeId)}>
          {t("panels.run")}
          {estimate?.credits ? (
            <span className="font-normal">{t("panels.about", { n: estimate.credits })}</span>
          ) : null}
        </Button>
      )}
    </footer>
  );
}

/** The price before it is paid: an interval while it is one. An unknown price is said, never shown as nothing. */
function costWords(estimate: Estimate | null): string {
  if (!estimate) return "";
  const { minCredits: least, maxCredits: most } = estimate;
  if (most === null) return t("panels.priceUnknown");
  if (most === 0) return t("panels.free");
  return least === null || least === most
    ? t("panels.credits", { n: most })
    : t("panels.creditsBetween", { least, most });
}
