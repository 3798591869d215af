import { Images } from "lucide-react";
import { useState } from "react";
import type { Asset } from "@/api/types";
import { t } from "@/i18n/t";
import { Dialog } from "@/ui/Dialog";
import { Empty } from "@/ui/Empty";
import { SearchField } from "@/ui/SearchField";
import { AssetGrid } from "./AssetGrid";
import { useAssets } from "./useAssets";

interface AssetPickerProps {
  onPick: (asset: Asset) => void;
  onClose: () => void;
}

/** The library in a window, to take one picture from. */
export default function AssetPicker({ onPick, onClose }: AssetPickerProps) {
  const [words, setWords] = useState("");
  const { assets, loading, more } = useAssets({ q: words });
  return (
    <Dialog
      title={t("fields.chooseAsset")}
      closeLabel={t("ui.close")}
      size="lg"
      flush
      onClose={onClose}
    >
      <SearchField
        label={t("fields.searchAssets")}
        value={words}
        onChange={setWords}
        className="m-3 mb-0"
      />
      <div className="min-h-0 flex-1">
        {assets.length === 0 && !loading ? (
          <Empty icon={Images} title={t("fields.noAssets")} />
        ) : (
          <AssetGrid label={t("fields.library")} assets={assets} onPick={onPick} onEnd={more} />
        )}
      </div>
    </Dialog>
  );
}
