import { useQuery } from "@tanstack/react-query";
import type { Asset } from "@/api/types";
import { assetTitle } from "@/fields/assetTitle";
import { costWords, whenWords } from "@/fields/words";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useModels } from "@/store/hooks";
import { Facts } from "@/ui/Facts";
import { useNow } from "@/ui/useNow";

/** What a picture shows and where it comes from: prompt, model, size, cost, workflow, node. */
export function AssetFacts({ asset }: { asset: Asset }) {
  const models = useModels();
  const now = useNow();
  const workflow = useWorkflowName(asset.workflowId);
  const model = models.find(({ id }) => id === asset.model);
  const facts: [string, string][] = [
    [t("panels.model"), model?.title ?? asset.model ?? ""],
    [t("panels.size"), asset.width && asset.height ? `${asset.width} × ${asset.height}` : ""],
    [t("panels.seed"), asset.seed === null ? "" : String(asset.seed)],
    [t("panels.cost"), asset.origin === "generation" ? costWords(asset.cost) : ""],
    [tl("library.made"), whenWords(asset.createdAt, now)],
    [tl("library.workflow"), workflow],
    [tl("library.node"), asset.nodeId ?? ""],
  ];
  return (
    <div className="min-w-0 flex-1">
      <p className="line-clamp-2 max-w-240">{assetTitle(asset)}</p>
      <Facts facts={facts} />
    </div>
  );
}

/** Empty where it is not known (yet), or was deleted. */
function useWorkflowName(workflowId: string | null): string {
  const { client } = useStudio();
  const { data } = useQuery({
    queryKey: ["workflow names"],
    queryFn: () => client.workflows(),
  });
  return data?.items.find(({ id }) => id === workflowId)?.name ?? "";
}
