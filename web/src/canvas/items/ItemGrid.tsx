import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, useState, type KeyboardEvent } from "react";

import { ITEM_GAP, ITEM_SIZE, ITEM_STEP, ITEMS_IN_LINE } from "@/graph/geometry";
import { tl } from "@/i18n/later";
import { useStudio } from "@/store/context";
import { useNode, useNodeRun, useNodeType } from "@/store/hooks";
import type { NodeRun } from "@/store/runs";

import { ItemTile } from "./ItemTile";
import { useRunItems } from "./useRunItems";

const LINE = ITEM_SIZE + ITEM_GAP;

/** A small picture of each item of the last run, as they come; as many in the page as can be seen. */
export function ItemGrid({ nodeId }: { nodeId: string }) {
  const run = useNodeRun(nodeId);
  return run?.items ? <Items nodeId={nodeId} run={run} items={run.items} /> : null;
}

interface ItemsProps {
  nodeId: string;
  run: NodeRun;
  items: NonNullable<NodeRun["items"]>;
}

function Items({ nodeId, run, items: { done, failed, total } }: ItemsProps) {
  const { history, view } = useStudio();
  const type = useNodeType(useNode(nodeId)?.type ?? "");
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(0);
  const virtual = useVirtualizer({
    count: Math.ceil(total / ITEMS_IN_LINE),
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 1,
  });
  const lines = virtual.getVirtualItems();
  const first = (lines[0]?.index ?? 0) * ITEMS_IN_LINE;
  const items = useRunItems(run.runId, nodeId, first, `${done} ${failed} ${total} ${run.status}`);

  const nested = [...items.values()].some(({ path }) => path.length > 1);

  const open = async (assetId: string) => {
    await history.bring(nodeId, assetId);
    view.openDialog({ kind: "gallery", nodeId, assetId });
  };
  const walk = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const to = Math.min(total - 1, Math.max(0, focused + by));
    setFocused(to);
    virtual.scrollToIndex(Math.floor(to / ITEMS_IN_LINE));
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus(),
    );
  };
  return (
    <div ref={scroller} className="nodrag nowheel size-full overflow-y-auto [scrollbar-width:none]">
      <div
        role="group"
        aria-label={tl("items.list", { title: type?.title ?? nodeId })}
        className="relative"
        style={{ height: virtual.getTotalSize() - ITEM_GAP }}
        onKeyDown={walk}
      >
        {lines.flatMap((line) =>
          indicesOf(line.index, total).map((index) => (
            <ItemTile
              key={index}
              index={index}
              item={items.get(index)}
              nested={nested}
              reached={index === focused}
              place={{ top: line.start, left: (index % ITEMS_IN_LINE) * ITEM_STEP }}
              onFocus={() => setFocused(index)}
              onOpen={(assetId) => void open(assetId)}
            />
          )),
        )}
      </div>
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -ITEMS_IN_LINE,
  ArrowDown: ITEMS_IN_LINE,
};

function indicesOf(line: number, total: number): number[] {
  const first = line * ITEMS_IN_LINE;
  return Array.from(
    { length: Math.min(ITEMS_IN_LINE, total - first) },
    (_, column) => first + column,
  );
}
