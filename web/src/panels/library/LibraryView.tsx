import { Download, Trash2, X } from "lucide-react";
import { useState } from "react";
import type { Asset } from "@/api/types";
import { takeAwayUrl } from "@/api/urls";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { FullScreen } from "@/ui/FullScreen";
import { IconButton } from "@/ui/IconButton";
import { LinkButton } from "@/ui/LinkButton";
import { AssetFacts } from "./AssetFacts";
import { LibraryFilters } from "./LibraryFilters";
import { LibraryGrid } from "./LibraryGrid";
import { Lineage } from "./Lineage";
import { useLibrary } from "./useLibrary";

const CELL = 196;

interface LibraryViewProps {
  onClose: () => void;
}

/** The whole library in the whole window, with the picture at hand told of at the foot. */
export default function LibraryView({ onClose }: LibraryViewProps) {
  const { view } = useStudio();
  const library = useLibrary();
  const [chosen, setChosen] = useState<Asset | null>(null);
  const shown = chosen && library.assets.find(({ id }) => id === chosen.id);
  const open = (asset: Asset) =>
    view.openOver({ kind: "lightbox", assetId: asset.id }, { kind: "library" });
  /** Escape lets go of what is selected first. */
  const leave = () => (library.selection.ids.size > 0 ? library.selection.none() : onClose());
  return (
    <FullScreen title={tl("library.library")} onClose={leave}>
      <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line bg-card py-2 pr-3 pl-4">
        <h2 className="text-lg font-semibold">{tl("library.library")}</h2>
        <div className="flex-1 max-xl:order-last max-xl:basis-full">
          <LibraryFilters wide />
        </div>
        <IconButton icon={X} label={t("ui.close")} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1">
        <LibraryGrid
          library={library}
          least={CELL}
          onPick={setChosen}
          onFocus={setChosen}
          onOpen={open}
        />
      </div>
      {shown ? (
        <section
          aria-label={t("panels.details")}
          className="flex min-h-22 items-start gap-6 border-t border-line bg-card px-4 py-3"
        >
          <AssetFacts asset={shown} />
          <Lineage asset={shown} onGo={open} />
          <div className="flex shrink-0 items-center gap-1.5">
            <IconButton
              icon={Trash2}
              className="size-8"
              label={t("panels.delete")}
              onClick={() => library.remove(shown)}
            />
            <LinkButton href={takeAwayUrl(shown.id)} download={shown.name} icon={Download}>
              {t("panels.download")}
            </LinkButton>
          </div>
        </section>
      ) : null}
    </FullScreen>
  );
}
