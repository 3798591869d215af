import { Images } from "lucide-react";
import type { ComponentProps } from "react";
import { AssetGrid } from "@/fields/AssetGrid";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { wordsOf } from "@/store/errorWords";
import { useStudio } from "@/store/context";
import { isNarrowed, noFilter } from "@/store/libraryFilter";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { SelectionBar } from "./SelectionBar";
import type { useLibrary } from "./useLibrary";

type GridProps = ComponentProps<typeof AssetGrid>;

interface LibraryGridProps extends Pick<
  GridProps,
  "onPick" | "onOpen" | "onFocus" | "tools" | "least"
> {
  library: ReturnType<typeof useLibrary>;
}

/** The pictures of the library, or why there are none, and what to do with those selected. */
export function LibraryGrid({ library, ...rest }: LibraryGridProps) {
  const { view } = useStudio();
  const { assets, loading, error, more, retry, filter, selection } = library;
  if (error)
    return (
      <Empty icon={Images} title={t("panels.cannotLoad")} hint={wordsOf(error)}>
        <Button onClick={retry}>{t("panels.again")}</Button>
      </Empty>
    );
  if (assets.length === 0 && !loading)
    return isNarrowed(filter) ? (
      <Empty icon={Images} title={tl("library.noneFits")}>
        <Button onClick={() => view.narrow(noFilter)}>{tl("library.clearFilters")}</Button>
      </Empty>
    ) : (
      <Empty icon={Images} title={t("panels.noAssets")} hint={t("panels.noAssetsHint")} />
    );
  return (
    <div className="relative h-full">
      <AssetGrid
        label={t("panels.assets")}
        assets={assets}
        selection={selection}
        onEnd={more}
        onDelete={library.remove}
        {...rest}
      />
      <SelectionBar selection={selection} onDelete={library.removeSelected} />
    </div>
  );
}
