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
  /** Whether it is an item inside an item. */
  nested: boolean;
  /** The one that the Tab key comes to. */
  reached: boolean;
  place: { top: number; left: number };
  onFocus: () => void;
  onOpen: (assetId: string) => void;
}

/** One item: its picture, which opens the gallery, or how it stands; on hover, why it failed. */
export function ItemTile({ index, item, nested, reached, place, onFocus, onOpen }: ItemTileProps) {
  const words = item ? wordsOf(item) : waiting(index, nested);
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

/** An item is called by its number, one inside an item by both: 2.3. */
function wordsOf({ path, status, error }: RunItem): string {
  const n = path.map((index) => index + 1).join(".");
  if (error) return tl("items.failed", { n, reason: happened(error) });
  if (status === "succeeded") return tl("items.done", { n });
  return tl(status === "running" ? "items.running" : "items.waiting", { n });
}

/** Where an item will be inside others shows when it begins. */
function waiting(index: number, nested: boolean): string {
  return nested ? tl("items.waitingInside") : tl("items.waiting", { n: index + 1 });
}
