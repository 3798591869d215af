import { useQuery } from "@tanstack/react-query";
import { Download, X } from "lucide-react";
import { contentUrl } from "@/api/urls";
import { assetTitle } from "@/fields/assetTitle";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { FullScreen } from "@/ui/FullScreen";
import { IconButton } from "@/ui/IconButton";
import { LinkButton } from "@/ui/LinkButton";
import { ZoomPane } from "@/ui/ZoomPane";

interface LightboxProps {
  assetId: string;
  onClose: () => void;
}

/** One picture, as large as the window, with the facts of it underneath. */
export default function Lightbox({ assetId, onClose }: LightboxProps) {
  const { client } = useStudio();
  const { data: asset } = useQuery({
    queryKey: ["asset", assetId],
    queryFn: () => client.asset(assetId),
  });
  const title = asset ? assetTitle(asset) : t("panels.picture");
  return (
    <FullScreen title={title} ground="stage" onClose={onClose}>
      <ZoomPane src={contentUrl(assetId)} alt={title} hint={t("panels.zoomHint")} />
      <footer className="flex items-center gap-4 border-t border-line px-4 py-2.5">
        <p className="min-w-0 flex-1 truncate">{title}</p>
        {asset?.width && asset.height ? (
          <span className="text-sm text-muted">
            {asset.width} × {asset.height}
          </span>
        ) : null}
        {asset?.model ? <span className="text-sm text-muted">{asset.model}</span> : null}
        <LinkButton href={contentUrl(assetId)} download={asset?.name ?? true} icon={Download}>
          {t("panels.download")}
        </LinkButton>
        <IconButton icon={X} label={t("ui.close")} onClick={onClose} />
      </footer>
    </FullScreen>
  );
}
