import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Download, FileText, X } from "lucide-react";
import { useState } from "react";
import { contentUrl, takeAwayUrl } from "@/api/urls";
import { AssetPlayer, isFilm, kindOf } from "@/fields/AssetMedia";
import { assetTitle } from "@/fields/assetTitle";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { FullScreen } from "@/ui/FullScreen";
import { IconButton } from "@/ui/IconButton";
import { LinkButton } from "@/ui/LinkButton";
import { ZoomPane } from "@/ui/ZoomPane";
import { AssetFacts } from "./library/AssetFacts";
import { Lineage } from "./library/Lineage";

interface LightboxProps {
  assetId: string;
  onClose: () => void;
}

/** One picture, as large as the window; from it one walks to what it was made from and became. */
export default function Lightbox({ assetId, onClose }: LightboxProps) {
  const { client } = useStudio();
  const [way, setWay] = useState<readonly string[]>([assetId]);
  const here = way.at(-1) ?? assetId;
  const { data: asset } = useQuery({
    queryKey: ["asset", here],
    queryFn: () => client.asset(here),
  });
  const title = asset ? assetTitle(asset) : t("panels.picture");
  return (
    <FullScreen title={title} ground="stage" onClose={onClose}>
      {asset && kindOf(asset) !== "image" ? (
        <div className="flex min-h-0 flex-1 items-center justify-center p-6">
          {isFilm(asset) ? (
            <AssetPlayer asset={asset} title={title} className="max-h-full min-w-80 max-w-full" />
          ) : (
            <FileText aria-hidden size={64} className="text-muted" />
          )}
        </div>
      ) : (
        <ZoomPane key={here} src={contentUrl(here)} alt={title} hint={t("panels.zoomHint")} />
      )}
      <footer className="flex min-h-22 items-start gap-4 border-t border-line px-4 py-2.5">
        {way.length > 1 ? (
          <IconButton
            icon={ArrowLeft}
            label={tl("library.back")}
            onClick={() => setWay(way.slice(0, -1))}
          />
        ) : null}
        {asset ? <AssetFacts asset={asset} /> : <span className="flex-1" />}
        {asset ? <Lineage asset={asset} onGo={({ id }) => setWay([...way, id])} /> : null}
        <LinkButton href={takeAwayUrl(here)} download={asset?.name ?? true} icon={Download}>
          {t("panels.download")}
        </LinkButton>
        <IconButton icon={X} label={t("ui.close")} onClick={onClose} />
      </footer>
    </FullScreen>
  );
}
