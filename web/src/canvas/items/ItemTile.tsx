import { Check, X } from "lucide-react";

import { thumbnailUrl } from "@/api/urls";
import type { RunItem } from "@/api/types";
import { kindOf } from "@/fields/AssetMedia";
import { ITEM_SIZE } from "@/graph/geometry";
import { tl } from "@/i18n/later";
import { happened } from "@/store/errorWords";
import { cx } from "@/ui/cx";
import { Tooltip } from "@/ui/Tooltip";

interface ItemTileProps {
  index: number;
  /** Absent while it has not begun, or is not known yet. */
  item: RunItem | undefined;
  /** The one that the Tab key comes to. */
  reached: boolean;
  place: { top: number; left: number };
  onFocus: () => void;
  onOpen: (assetId: string) => void;
}

/** One item: its picture, which opens the gallery, or how it stands; on hover, why it failed. */
export function ItemTile({ index, item, reached, place, onFocus, onOpen }: ItemTileProps) {
  const words = wordsOf(index, item);
  const assetId = item?.assetId ?? null;
  const shared = {
    "data-index": index,
    "aria-label": words,
    tabIndex: reached ? 0 : -1,
    style: { ...place, width: ITEM_SIZE, height: ITEM_SIZE },
    onFocus,
  };
  return (
    <Tooltip content={words}>
      {assetId !== null ? (
        <button
          type="button"
          {...shared}
          className="absolute overflow-hidden rounded-sm bg-raised"
          onClick={() => onOpen(assetId)}
        >
          <Made item={item} assetId={assetId} />
        </button>
      ) : (
        <span
          role="img"
          {...shared}
          className={cx(
            "absolute flex items-center justify-center rounded-sm",
            item?.status === "failed" ? "bg-bad-wash text-bad" : "bg-raised text-good",
            item?.status === "running" && "animate-pulse ring-1 ring-gold-text ring-inset",
          )}
        >
          <Mark status={item?.status} />
        </span>
      )}
    </Tooltip>
  );
}

function Made({ item, assetId }: { item: RunItem | undefined; assetId: string }) {
  if (kindOf({ mimeType: item?.mimeType ?? "" }) !== "image")
    return <Check aria-hidden size={14} className="m-auto text-good" />;
  return (
    <img
      src={thumbnailUrl(assetId, 64)}
      alt=""
      draggable={false}
      decoding="async"
      className="size-full object-cover select-none"
    />
  );
}

function Mark({ status }: { status: RunItem["status"] | undefined }) {
  if (status === "failed") return <X aria-hidden size={14} />;
  return status === "succeeded" ? <Check aria-hidden size={14} /> : null;
}

function wordsOf(index: number, item: RunItem | undefined): string {
  const n = index + 1;
  if (item?.error) return tl("items.failed", { n, reason: happened(item.error) });
  if (item?.status === "succeeded") return tl("items.done", { n });
  return tl(item?.status === "running" ? "items.running" : "items.waiting", { n });
}
