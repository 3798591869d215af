import type { NodeProps } from "@xyflow/react";
import { memo } from "react";

import { t } from "@/i18n/t";
import { useNode, useNodeRun, useNodeType } from "@/store/hooks";
import type { NodeRun } from "@/store/runs";
import { cx } from "@/ui/cx";
import { NamedIcon } from "@/ui/NamedIcon";

import type { ContainerNode } from "./containerNodes";
import { ItemSquares } from "./ItemSquares";

/** What stands inside a node lies in its frame; the pointer goes through it. */
export const ContainerFrame = memo(function ContainerFrame({ data }: NodeProps<ContainerNode>) {
  const { nodeId, emptyFrom, landing } = data;
  const type = useNodeType(useNode(nodeId)?.type ?? "");
  const run = useNodeRun(nodeId);
  if (!type) return null;
  return (
    <div
      className={cx(
        "relative size-full rounded-lg border bg-raised/50",
        landing ? "limner-chosen" : "border-line",
      )}
    >
      <div className="flex h-14 items-center gap-2 px-6 text-sm text-muted">
        <NamedIcon name={type.icon} size={14} />
        <span className="min-w-0 flex-1 truncate">
          {t("inside.title", { title: type.title, id: nodeId })}
        </span>
        {run?.items ? <Items items={run.items} /> : null}
      </div>
      {emptyFrom === null ? null : (
        <p
          className="absolute inset-y-14 right-6 flex items-center justify-center rounded-md border border-dashed border-line px-6 text-center text-sm text-muted"
          style={{ left: emptyFrom + 24 }}
        >
          {t("inside.empty")}
        </p>
      )}
    </div>
  );
});

function Items({ items }: { items: NonNullable<NodeRun["items"]> }) {
  const { done, failed, total } = items;
  return (
    <>
      <ItemSquares items={items} />
      <span className="shrink-0 tabular-nums">
        {t("inside.items", { done: done + failed, total })}
        {failed > 0 ? (
          <span className="text-bad"> · {t("inside.failed", { n: failed })}</span>
        ) : null}
      </span>
    </>
  );
}
