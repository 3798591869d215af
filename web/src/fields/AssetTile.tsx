import { Check } from "lucide-react";
import type { KeyboardEvent, MouseEvent, ReactNode } from "react";
import type { Asset } from "@/api/types";
import { tl } from "@/i18n/later";
import { cx } from "@/ui/cx";
import { carryAsset } from "./assetDrag";
import { AssetMedia } from "./AssetMedia";
import { assetTitle } from "./assetTitle";
import type { GridSelection } from "./useSelection";

interface AssetTileProps {
  asset: Asset;
  index: number;
  place: { top: number; left: number; size: number };
  selection: GridSelection | undefined;
  tools: ((asset: Asset) => ReactNode) | undefined;
  onPick: (asset: Asset) => void;
  onOpen: ((asset: Asset) => void) | undefined;
  onFocus: ((asset: Asset) => void) | undefined;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** One picture of a grid. While some are selected, a click selects instead of opening. */
export function AssetTile(props: AssetTileProps) {
  const { asset, index, place, selection, tools, onPick, onOpen, onFocus, onKeyDown } = props;
  const title = assetTitle(asset);
  const selected = selection?.ids.has(asset.id) ?? false;
  const selecting = (selection?.ids.size ?? 0) > 0;
  const onClick = (event: MouseEvent) => {
    if (selection && event.shiftKey) selection.extend(asset.id);
    else if (selection && (selecting || event.ctrlKey || event.metaKey)) selection.toggle(asset.id);
    else onPick(asset);
  };
  return (
    <div
      role="listitem"
      className={cx(
        "group absolute overflow-hidden rounded-sm bg-raised focus-within:outline-2 focus-within:outline-gold-text",
        selected && "outline-2 outline-gold",
      )}
      style={{ top: place.top, left: place.left, width: place.size, height: place.size }}
    >
      <button
        type="button"
        data-index={index}
        draggable
        aria-label={title}
        title={title}
        onDragStart={(event) => carryAsset(event, asset.id)}
        onClick={onClick}
        onDoubleClick={() => onOpen?.(asset)}
        onFocus={() => onFocus?.(asset)}
        onKeyDown={onKeyDown}
        className={cx("block size-full", selected && "opacity-70")}
      >
        <AssetMedia asset={asset} alt="" width={place.size} />
      </button>
      {selection ? (
        <button
          type="button"
          role="checkbox"
          aria-checked={selected}
          aria-label={tl("library.select", { title })}
          tabIndex={-1}
          onClick={(event) =>
            event.shiftKey ? selection.extend(asset.id) : selection.toggle(asset.id)
          }
          className={cx(
            "absolute top-1 left-1 flex size-6 items-center justify-center rounded-sm border",
            selected
              ? "border-gold bg-gold text-gold-ink"
              : "border-line bg-card/90 text-transparent",
            !selecting && "opacity-0 group-focus-within:opacity-100 group-hover:opacity-100",
          )}
        >
          <Check aria-hidden size={14} />
        </button>
      ) : null}
      {tools && !selecting ? (
        <div className="absolute top-1 right-1 flex gap-0.5 rounded-sm bg-card/90 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
          {tools(asset)}
        </div>
      ) : null}
    </div>
  );
}
