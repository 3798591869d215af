import { Images, Maximize, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Asset } from "@/api/types";
import { AssetGrid } from "@/fields/AssetGrid";
import { IMAGE_TYPES } from "@/fields/imageTypes";
import { useAssets } from "@/fields/useAssets";
import { usePictureInput } from "@/fields/usePictureInput";
import { useUpload } from "@/fields/useUpload";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useHidden } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Drawer } from "@/ui/Drawer";
import { Empty } from "@/ui/Empty";
import { IconButton } from "@/ui/IconButton";
import { SearchField } from "@/ui/SearchField";
import { Segmented } from "@/ui/Segmented";

const ORIGINS = ["", "generation", "upload", "edit"] as const;
type Origin = (typeof ORIGINS)[number];

/** The library: everything made or uploaded; drag onto the canvas to use it. */
export default function AssetsDrawer() {
  const { client, removals, view } = useStudio();
  const [words, setWords] = useState("");
  const [origin, setOrigin] = useState<Origin>("");
  const { assets, loading, error, more, retry } = useAssets({ q: words, origin });
  const hidden = useHidden();
  const { upload } = useUpload({ accepts: IMAGE_TYPES, nodeId: undefined, onAssets: retry });
  const { over, handlers } = usePictureInput({
    onFiles: (files) => void upload(files),
    onAsset: () => undefined,
  });
  const shown = assets.filter((asset) => !hidden.has(asset.id));
  const remove = (asset: Asset) =>
    removals.remove(asset.id, t("panels.deleted", { name: asset.name }), () =>
      client.deleteAsset(asset.id),
    );
  const open = (asset: Asset) => view.openDialog({ kind: "lightbox", assetId: asset.id });
  return (
    <Drawer
      title={t("panels.assets")}
      closeLabel={t("ui.close")}
      onClose={() => view.closeDrawer()}
      head={
        <>
          <SearchField label={t("panels.searchAssets")} value={words} onChange={setWords} />
          <Segmented
            label={t("panels.origin")}
            value={origin}
            segments={ORIGINS.map((value) => ({
              value,
              label: t(`panels.origin_${value || "all"}`),
            }))}
            onChange={setOrigin}
          />
        </>
      }
    >
      <div {...handlers} className={cx("h-full", over && "bg-gold-wash")}>
        {error ? (
          <Empty icon={Images} title={t("panels.cannotLoad")} hint={error.message}>
            <Button onClick={retry}>{t("panels.again")}</Button>
          </Empty>
        ) : shown.length === 0 && !loading ? (
          <Empty
            icon={Images}
            title={words || origin ? t("panels.noAssetFound") : t("panels.noAssets")}
            hint={words || origin ? "" : t("panels.noAssetsHint")}
          />
        ) : (
          <AssetGrid
            label={t("panels.assets")}
            assets={shown}
            onPick={open}
            onEnd={more}
            onDelete={remove}
            tools={(asset) => (
              <>
                <IconButton
                  icon={Maximize}
                  size="sm"
                  label={t("panels.fullScreen")}
                  onClick={() => open(asset)}
                />
                <IconButton
                  icon={Trash2}
                  size="sm"
                  label={t("panels.delete")}
                  onClick={() => remove(asset)}
                />
              </>
            )}
          />
        )}
      </div>
    </Drawer>
  );
}
