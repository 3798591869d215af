import { useState } from "react";
import type { Asset } from "@/api/types";
import { assetTitle } from "@/fields/assetTitle";
import { useAssets } from "@/fields/useAssets";
import { useSelection } from "@/fields/useSelection";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useHidden, useLibraryFilter } from "@/store/hooks";
import { toQuery } from "@/store/libraryFilter";

/** The library as it is narrowed, what of it is selected, and what takes pictures out of it. */
export function useLibrary() {
  const { client, removals } = useStudio();
  const filter = useLibraryFilter();
  const [opened] = useState(() => new Date());
  const { assets, ...state } = useAssets(toQuery(filter, opened));
  const hidden = useHidden();
  const shown = assets.filter((asset) => !hidden.has(asset.id));
  const selection = useSelection(shown.map((asset) => asset.id));

  const removeSelected = () => {
    const ids = [...selection.ids];
    removals.removeAll(ids, tl("library.deletedMany", { n: ids.length }), (id) =>
      client.deleteAsset(id),
    );
  };
  /** One of the selected takes the others along. */
  const remove = (asset: Asset) => {
    if (selection.ids.has(asset.id)) return removeSelected();
    removals.remove(asset.id, t("panels.deleted", { name: assetTitle(asset) }), () =>
      client.deleteAsset(asset.id),
    );
  };
  return { ...state, assets: shown, filter, selection, remove, removeSelected };
}
