import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import type { Asset } from "@/api/types";
import { useWidth } from "@/ui/useWidth";
import { AssetTile } from "./AssetTile";
import type { GridSelection } from "./useSelection";

interface AssetGridProps {
  label: string;
  assets: readonly Asset[];
  onPick: (asset: Asset) => void;
  /** On a double click and Enter, where picking does something else. */
  onOpen?: (asset: Asset) => void;
  /** Called when the end comes into sight. */
  onEnd: () => void;
  /** Small buttons over a picture, shown on hover and focus. */
  tools?: (asset: Asset) => ReactNode;
  onDelete?: (asset: Asset) => void;
  /** Present where several can be selected. */
  selection?: GridSelection;
  /** The picture last focused, by mouse or keyboard. */
  onFocus?: (asset: Asset) => void;
  /** The least width of a picture, in pixels. */
  least?: number;
}

const LEAST_CELL = 124;
const GAP = 8;

/**
 * The library's pictures, as many in the page as can be seen. Arrows walk, Enter
 * picks; where several can be selected, Space selects, Shift makes a range,
 * Ctrl+A takes all that are loaded, Escape none.
 */
export function AssetGrid(props: AssetGridProps) {
  const { label, assets, onPick, onEnd, tools, onDelete, selection, least = LEAST_CELL } = props;
  const scroller = useRef<HTMLDivElement>(null);
  /** Where keys have led before the focus is there: it follows when that is drawn. */
  const reached = useRef<number | null>(null);
  const [width, measure] = useWidth();
  const columns = Math.max(1, Math.floor((width + GAP) / (least + GAP)));
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

  const go = (to: number) => {
    reached.current = to;
    virtual.scrollToIndex(Math.floor(to / columns));
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus();
      if (reached.current === to) reached.current = null;
    });
  };
  const walk = (event: KeyboardEvent, index: number, by: number) => {
    const to = Math.min(assets.length - 1, Math.max(0, index + by));
    const [asset, next] = [assets[index], assets[to]];
    if (selection && event.shiftKey && asset && next) {
      if (!selection.ids.has(asset.id)) selection.toggle(asset.id);
      selection.extend(next.id);
    }
    go(to);
  };
  const select = (event: KeyboardEvent, asset: Asset): boolean => {
    if (!selection) return false;
    if (event.key === " ") {
      if (event.shiftKey) selection.extend(asset.id);
      else selection.toggle(asset.id);
    } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) selection.all();
    else if (event.key === "Escape" && selection.ids.size > 0) selection.none();
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent, focused: number) => {
    const index = reached.current ?? focused;
    const asset = assets[index];
    if (!asset) return;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (by !== undefined) walk(event, index, by);
    else if (event.key === "Enter" && props.onOpen) props.onOpen(asset);
    else if (event.key === "Delete" && onDelete) onDelete(asset);
    else if (!select(event, asset)) return;
    event.preventDefault();
    event.stopPropagation();
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
              <AssetTile
                key={asset.id}
                asset={asset}
                index={index}
                place={{ top: row.start, left: column * (cell + GAP), size: cell }}
                selection={selection}
                tools={tools}
                onPick={onPick}
                onOpen={props.onOpen}
                onFocus={props.onFocus}
                onKeyDown={(event) => onKeyDown(event, index)}
              />
            );
          }),
        )}
      </div>
    </div>
  );
}
