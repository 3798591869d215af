import { Cable, Paperclip, X } from "lucide-react";
import { t } from "@/i18n/t";
import type { ShownReference } from "@/store/hooks";
import { cx } from "@/ui/cx";
import { IconButton } from "@/ui/IconButton";
import { Tooltip } from "@/ui/Tooltip";
import { AssetPicture } from "./AssetPicture";

interface ReferenceTileProps {
  shown: ShownReference;
  /** Its place among all references, from 1. */
  number: number;
  title: string;
  onOpen: (assetId: string) => void;
  onRemove: () => void;
}

const WIDTH = 152;

/** One reference image: its picture, its number and what it is for. */
export function ReferenceTile({ shown, number, title, onOpen, onRemove }: ReferenceTileProps) {
  const { assetId, sourceTitle, reference } = shown;
  const wired = reference.kind === "wire";
  const source = wired ? t("fields.wired", { title: sourceTitle ?? "" }) : sourceTitle;
  const name = source ? `${title}: ${source}` : title;
  const From = wired ? Cable : Paperclip;
  return (
    <div className="group relative h-20.5 overflow-hidden rounded-sm bg-raised focus-within:outline-2 focus-within:outline-gold-text">
      {assetId ? (
        <Tooltip content={name}>
          <button
            type="button"
            aria-label={t("fields.openReference", { n: number, name })}
            onClick={() => onOpen(assetId)}
            className="block size-full"
          >
            <AssetPicture assetId={assetId} alt="" width={WIDTH} />
          </button>
        </Tooltip>
      ) : (
        <p className="flex size-full items-center justify-center p-2 pb-5 text-center text-sm text-muted">
          {t("fields.notMadeYet", { title: sourceTitle ?? "" })}
        </p>
      )}
      <span className="pointer-events-none absolute top-1 left-1 min-w-4 rounded-sm bg-black/70 px-1 text-center text-xs font-semibold text-white">
        {number}
      </span>
      <span
        className={cx(
          "pointer-events-none absolute bottom-1 left-1 flex max-w-[calc(100%-8px)] items-center gap-1 rounded-sm px-1 text-sm",
          assetId ? "bg-black/70 text-white" : "text-muted",
        )}
      >
        {sourceTitle ? <From aria-hidden size={12} className="shrink-0" /> : null}
        <span className="truncate">{title}</span>
      </span>
      <IconButton
        icon={X}
        size="sm"
        tone="soft"
        label={wired ? t("fields.removeWire") : t("fields.removeReference")}
        onClick={onRemove}
        className="absolute top-1 right-1 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100"
      />
    </div>
  );
}
