import type { NodeRun } from "@/store/runs";
import { cx } from "@/ui/cx";

/** As many as stand in one line of a frame; of more items each stands for several. */
const MOST = 48;

/** Small squares that fill up as items come to their end; words beside them say the same. */
export function ItemSquares({ items }: { items: NonNullable<NodeRun["items"]> }) {
  const shown = Math.min(MOST, items.total);
  const ends = (n: number) => (n === 0 ? 0 : Math.max(1, Math.round((n * shown) / items.total)));
  const failed = ends(items.failed);
  const done = Math.min(shown - failed, ends(items.done));
  return (
    <span aria-hidden className="flex min-w-0 justify-end gap-0.5 overflow-hidden">
      {Array.from({ length: shown }, (_, index) => (
        <span
          key={index}
          className={cx(
            "size-1.5 shrink-0 rounded-[2px]",
            index < done ? "bg-good" : index < done + failed ? "bg-bad" : "bg-line",
          )}
        />
      ))}
    </span>
  );
}
