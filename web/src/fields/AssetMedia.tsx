import { FileText, Volume2 } from "lucide-react";
import type { Asset } from "@/api/types";
import { contentUrl } from "@/api/urls";
import { AssetPicture } from "./AssetPicture";

type Shown = Pick<Asset, "id" | "mimeType">;

interface AssetMediaProps {
  asset: Shown;
  alt: string;
  width: number;
}

/** How an asset looks where it is small: a picture, a film's first frame, or a sign of what it is. */
export function AssetMedia({ asset, alt, width }: AssetMediaProps) {
  const kind = kindOf(asset);
  if (kind === "image") return <AssetPicture assetId={asset.id} alt={alt} width={width} />;
  if (kind === "video") return <FirstFrame assetId={asset.id} alt={alt} />;
  const Icon = kind === "audio" ? Volume2 : FileText;
  return (
    <span className="flex size-full items-center justify-center text-muted">
      <Icon aria-label={alt || undefined} aria-hidden={alt === ""} size={Math.min(28, width / 2)} />
    </span>
  );
}

interface AssetPlayerProps {
  asset: Shown;
  title: string;
  className?: string;
}

/** A film or a sound that can be played. */
export function AssetPlayer({ asset, title, className }: AssetPlayerProps) {
  const src = contentUrl(asset.id);
  if (kindOf(asset) === "audio")
    return <audio controls preload="metadata" src={src} aria-label={title} className={className} />;
  return (
    <video
      controls
      playsInline
      preload="metadata"
      src={`${src}#t=0.001`}
      aria-label={title}
      className={className}
    />
  );
}

/** Whether an asset plays. */
export function isFilm(asset: Shown): boolean {
  return kindOf(asset) === "video" || kindOf(asset) === "audio";
}

/** What kind of file it is, by the first half of its type. */
export function kindOf({ mimeType }: Pick<Shown, "mimeType">): string {
  return mimeType.slice(0, mimeType.indexOf("/"));
}

function FirstFrame({ assetId, alt }: { assetId: string; alt: string }) {
  return (
    <video
      muted
      playsInline
      tabIndex={-1}
      preload="metadata"
      src={`${contentUrl(assetId)}#t=0.001`}
      aria-label={alt || undefined}
      aria-hidden={alt === ""}
      className="pointer-events-none size-full object-cover select-none"
    />
  );
}
