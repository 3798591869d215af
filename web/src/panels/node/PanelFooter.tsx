import { ListStart, Play, Square } from "lucide-react";
import type { Estimate } from "@/api/types";
import { PriceTag } from "@/fields/PriceTag";
import { priceWords } from "@/fields/words";
import { edgesFrom } from "@/graph/document";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useEditor, useNodeRun, useRunBlock } from "@/store/hooks";
import { isBusy } from "@/store/runs";
import { useEstimate } from "@/store/useEstimate";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";

interface PanelFooterProps {
  nodeId: string;
}

/** What it will cost, and Run; Stop while it runs. */
export function PanelFooter({ nodeId }: PanelFooterProps) {
  const studio = useStudio();
  const block = useRunBlock(nodeId);
  const run = useNodeRun(nodeId);
  const follows = useEditor(({ doc }) => edgesFrom(doc, nodeId).length > 0);
  const price = useEstimate(nodeId);
  return (
    <footer className="flex items-center justify-between gap-3 border-t border-line px-4 py-2.5">
      <span className="truncate text-sm text-muted">
        {price.asking ? "" : intervalWords(price.estimate)}
      </span>
      {run && isBusy(run) ? (
        <Button icon={Square} onClick={() => void studio.runs.cancel(run.runId)}>
          {t("panels.stop")}
        </Button>
      ) : (
        <span className="flex items-center gap-1.5">
          {follows ? (
            <IconButton
              icon={ListStart}
              label={t("running.runFrom")}
              reason={block}
              onClick={() => void studio.launch.from(nodeId)}
            />
          ) : null}
          <Button tone="gold" icon={Play} reason={block} onClick={() => studio.runNode(nodeId)}>
            {t("panels.run")}
            <PriceTag price={price} short />
          </Button>
        </span>
      )}
    </footer>
  );
}

/** The price before it is paid, from its lower bound to its upper one where they differ. */
function intervalWords(estimate: Estimate | null): string {
  const { minCredits: least, maxCredits: most } = estimate ?? {};
  if (least == null || most == null || least === most) return priceWords(estimate);
  return t("panels.creditsBetween", { least, most });
}
