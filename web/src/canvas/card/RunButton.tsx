import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useRunBlock } from "@/store/hooks";
import { useEstimate } from "@/store/useEstimate";
import { Button } from "@/ui/Button";

import { creditWords } from "../words";

/** Runs one node and what it needs; disabled with its reason while it cannot. */
export function RunButton({ nodeId }: { nodeId: string }) {
  const studio = useStudio();
  const reason = useRunBlock(nodeId);
  const cost = creditWords(useEstimate(nodeId)?.credits ?? null);
  return (
    <Button tone="gold" reason={reason} onClick={() => studio.runNode(nodeId)}>
      {t("canvas.run")}
      {cost ? <span className="text-sm font-normal">{cost}</span> : null}
    </Button>
  );
}
