import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import type { Asset } from "@/api/types";
import { useWidth } from "@/ui/useWidth";
import { carryAsset } from "./assetDrag";
import { assetTitle } from "./assetTitle";
import { AssetPicture } from "./AssetPicture";

interface AssetGridProps {
  label: string;
  assets: readonly Asset[];
  onPick: (asset: Asset) => void;
  /** Called when the end comes into sight. */
  onEnd: () => void;
  /** Small buttons over a picture, shown on hover and focus. */
  tools?: (asset: Asset) => ReactNode;
  onDelete?: (asset: Asset) => void;
}

const LEAST_CELL = 124;
const GAP = 8;

/** The library's pictures, as many in the page as can be seen. Arrows walk, Enter picks. */
export function AssetGrid({ label, assets, onPick, onEnd, tools, onDelete }: AssetGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [width, measure] = useWidth();
  const columns = Math.max(1, Math.floor((width + GAP) / (LEAST_CELL + GAP)));
  const cell = (width - GAP * (columns - 1)) / columns;
  const virtual = useVirtualizer({
    count: Math.ceil(assets.length / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => cell + GAP,
    overscan: 2,
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  const atEnd = (last + 2) * columns >= assets.length;

  useEffect(() => virtual.measure(), [virtual, cell]);
  useEffect(() => {
    if (atEnd) onEnd();
  }, [atEnd, onEnd]);

  const walk = (event: KeyboardEvent, index: number) => {
    const asset = assets[index];
    if (event.key === "Delete" && asset && onDelete) {
      event.preventDefault();
      onDelete(asset);
    }
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const to = Math.min(assets.length - 1, Math.max(0, index + by));
    virtual.scrollToIndex(Math.floor(to / columns));
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus();
    });
  };
  return (
    <div ref={scroller} className="h-full overflow-y-auto p-3">
      <div
        ref={measure}
        role="list"
        aria-label={label}
        className="relative"
        style={{ height: virtual.getTotalSize() }}
      >
        {rows.flatMap((row) =>
          assets.slice(row.index * columns, (row.index + 1) * columns).map((asset, column) => {
            const index = row.index * columns + column;
            return (
              <div
                key={asset.id}
                role="listitem"
                className="group absolute overflow-hidden rounded-sm bg-raised focus-within:outline-2 focus-within:outline-gold-text"
                style={{ top: row.start, left: column * (cell + GAP), width: cell, height: cell }}
              >
                <button
                  type="button"
                  data-index={index}
                  draggable
                  aria-label={assetTitle(asset)}
                  title={assetTitle(asset)}
                  onDragStart={(event) => carryAsset(event, asset.id)}
                  onClick={() => onPick(asset)}
                  onKeyDown={(event) => walk(event, index)}
                  className="block size-full"
                >
                  <AssetPicture assetId={asset.id} alt="" width={cell} />
                </button>
                {tools ? (
                  <div className="absolute top-1 right-1 flex gap-0.5 rounded-sm bg-card/90 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
                    {tools(asset)}
                  </div>
                ) : null}
              </div>
            );
          }),
        )}
      </div>
    </div>
  );
}
