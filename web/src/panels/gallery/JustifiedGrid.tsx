import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useEffectEvent, useMemo, useRef, type KeyboardEvent } from "react";
import type { Asset } from "@/api/types";
import { AssetMedia } from "@/fields/AssetMedia";
import { assetTitle } from "@/fields/assetTitle";
import { carryAsset } from "@/fields/assetDrag";
import { t } from "@/i18n/t";
import { cx } from "@/ui/cx";
import { useWidth } from "@/ui/useWidth";
import { justify, neighbour, type Step } from "./justify";

interface JustifiedGridProps {
  label: string;
  assets: readonly Asset[];
  chosen: number;
  /** The id of the picture to compare with. */
  partner: string | null;
  onChoose: (index: number, beside: boolean) => void;
  onOpen: (asset: Asset) => void;
  onDelete: () => void;
}

const GAP = 8;
const ROW = 240;
const STEPS: Record<string, Step> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/**
 * Pictures in rows of one width, in their true ratios. Arrows walk, Enter shows
 * one on the node, Space (or a click with Ctrl) marks one to compare with.
 */
export function JustifiedGrid(props: JustifiedGridProps) {
  const { label, assets, chosen, partner, onChoose, onOpen, onDelete } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [width, measured] = useWidth();
  const rows = useMemo(
    () =>
      justify(
        assets.map((asset) => (asset.width ?? 1) / (asset.height ?? 1)),
        { width, gap: GAP, height: ROW },
      ),
    [assets, width],
  );
  const drawn = width > 0;
  const virtual = useVirtualizer({
    count: drawn ? rows.length : 0,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.height ?? ROW) + GAP,
    overscan: 2,
  });
  useEffect(() => virtual.measure(), [virtual, rows]);

  const focus = (index: number) => {
    virtual.scrollToIndex(rows.findIndex((row) => index < row.first + row.widths.length));
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus();
    });
  };
  // The one to begin with may stand far down.
  const begin = useEffectEvent(() => focus(chosen));
  useEffect(() => {
    if (drawn) begin();
  }, [drawn]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const asset = assets[chosen];
    if (step) {
      const next = neighbour(rows, chosen, step);
      onChoose(next, false);
      focus(next);
    } else if (event.key === "Enter" && asset) onOpen(asset);
    else if (event.key === " ") onChoose(chosen, true);
    else if (event.key === "Delete" || event.key === "Backspace") onDelete();
    else return;
    event.preventDefault();
  };
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto p-4">
      <div
        ref={measured}
        role="listbox"
        aria-label={label}
        onKeyDown={onKeyDown}
        className="relative"
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map((shown) => {
          const row = rows[shown.index];
          return row ? (
            <div
              key={shown.key}
              role="presentation"
              className="absolute flex"
              style={{ top: shown.start, gap: GAP, height: row.height }}
            >
              {row.widths.map((each, column) => {
                const index = row.first + column;
                const asset = assets[index];
                return asset ? (
                  <button
                    key={asset.id}
                    type="button"
                    role="option"
                    data-index={index}
                    tabIndex={index === chosen ? 0 : -1}
                    aria-selected={index === chosen}
                    aria-label={assetTitle(asset)}
                    draggable
                    onDragStart={(event) => carryAsset(event, asset.id)}
                    onClick={(event) => onChoose(index, event.ctrlKey || event.metaKey)}
                    onDoubleClick={() => onOpen(asset)}
                    className={cx(
                      "relative overflow-hidden rounded-sm bg-raised outline-offset-2",
                      index === chosen && "outline-2 outline-gold",
                    )}
                    style={{ width: each, height: row.height }}
                  >
                    <AssetMedia asset={asset} alt="" width={each} />
                    {asset.id === partner ? (
                      <span className="absolute bottom-2 left-2 rounded-sm bg-black/70 px-1.5 text-sm text-white">
                        {t("panels.comparedWith")}
                      </span>
                    ) : null}
                  </button>
                ) : null;
              })}
            </div>
          ) : null;
        })}
      </div>
    </div>
  );
}
