import { PriceTag } from "@/fields/PriceTag";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useRunBlock } from "@/store/hooks";
import { useEstimate } from "@/store/useEstimate";
import { Button } from "@/ui/Button";

/** Runs one node and what it needs; disabled with its reason while it cannot. */
export function RunButton({ nodeId }: { nodeId: string }) {
  const studio = useStudio();
  const reason = useRunBlock(nodeId);
  const price = useEstimate(nodeId);
  return (
    <Button tone="gold" reason={reason} onClick={() => studio.runNode(nodeId)}>
      {t("canvas.run")}
      <PriceTag price={price} short />
    </Button>
  );
}
