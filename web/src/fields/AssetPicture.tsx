import { thumbnailUrl, type ThumbnailWidth } from "@/api/urls";
import { cx } from "@/ui/cx";

interface AssetPictureProps {
  assetId: string;
  /** What it shows, for those who do not see it; empty where words beside it say so. */
  alt: string;
  /** Width it is drawn at, in CSS pixels. */
  width: number;
  fit?: "cover" | "contain";
  className?: string;
}

const WIDTHS: readonly ThumbnailWidth[] = [64, 256, 512, 1024];

/** A picture of the library at the size it is drawn; the browser takes the thumbnail that is sharp enough. */
export function AssetPicture({ assetId, alt, width, fit = "cover", className }: AssetPictureProps) {
  return (
    <img
      src={thumbnailUrl(assetId, 256)}
      srcSet={WIDTHS.map((each) => `${thumbnailUrl(assetId, each)} ${each}w`).join(", ")}
      sizes={`${width}px`}
      alt={alt}
      draggable={false}
      loading="lazy"
      decoding="async"
      className={cx(
        "size-full select-none",
        fit === "cover" ? "object-cover" : "object-contain",
        className,
      )}
    />
  );
}
