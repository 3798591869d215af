import { Expand, Maximize, Trash2 } from "lucide-react";
import type { Asset } from "@/api/types";
import { IMAGE_TYPES } from "@/graph/imageFiles";
import { usePictureInput } from "@/fields/usePictureInput";
import { useUpload } from "@/fields/useUpload";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Drawer } from "@/ui/Drawer";
import { IconButton } from "@/ui/IconButton";
import { LibraryFilters } from "../library/LibraryFilters";
import { LibraryGrid } from "../library/LibraryGrid";
import { useLibrary } from "../library/useLibrary";

/** The library: everything made or uploaded; drag onto the canvas to use it. */
export default function AssetsDrawer() {
  const { view } = useStudio();
  const library = useLibrary();
  const { upload } = useUpload({
    accepts: IMAGE_TYPES,
    nodeId: undefined,
    onAssets: library.retry,
  });
  const { over, handlers } = usePictureInput({
    onFiles: (files) => void upload(files),
    onAsset: () => undefined,
  });
  const open = (asset: Asset) => view.openDialog({ kind: "lightbox", assetId: asset.id });
  return (
    <Drawer
      title={t("panels.assets")}
      closeLabel={t("ui.close")}
      onClose={() => view.closeDrawer()}
      head={
        <>
          <LibraryFilters />
          <Button size="sm" icon={Expand} onClick={() => view.openDialog({ kind: "library" })}>
            {tl("library.openLibrary")}
          </Button>
        </>
      }
    >
      <div {...handlers} className={cx("h-full", over && "bg-gold-wash")}>
        <LibraryGrid
          library={library}
          onPick={open}
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
                onClick={() => library.remove(asset)}
              />
            </>
          )}
        />
      </div>
    </Drawer>
  );
}
