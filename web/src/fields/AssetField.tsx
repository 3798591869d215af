import type { ControlProps } from "@/graph/fieldSpec";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useNode, useNodeType } from "@/store/hooks";
import { EmptyTile } from "./EmptyTile";

/** Where a picture of one's own goes into a node. What it holds is shown by the card. */
export function AssetField({ nodeId, spec, place, data, onChange }: ControlProps) {
  const { history } = useStudio();
  const type = useNodeType(useNode(nodeId)?.type ?? "");
  const held = typeof data[spec.name] === "string" && data[spec.name] !== "";
  return (
    <EmptyTile
      label={held ? t("fields.replace") : t("fields.upload")}
      accepts={type?.accepts ?? []}
      nodeId={nodeId}
      className={place === "card" ? "size-full" : "h-16 w-full"}
      onAssets={([assetId]) => {
        if (assetId === undefined) return;
        onChange({ [spec.name]: assetId });
        void history.reload(nodeId);
      }}
    />
  );
}
