import type { NodeProps } from "@xyflow/react";
import { memo } from "react";

import type { Group } from "@/graph/annotations";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useView } from "@/store/hooks";
import { cx } from "@/ui/cx";

import type { FrameNode } from "./annotationNodes";
import { useWriting } from "./useWriting";

/** A titled frame; it is moved by its title and takes along what it holds. */
export const GroupFrame = memo(function GroupFrame({ data, selected }: NodeProps<FrameNode>) {
  const { group } = data;
  const { view } = useStudio();
  const editing = useView((state) => state.annotating === group.id);
  return (
    <div
      data-tint={group.color}
      className={cx(
        "limner-tint limner-frame size-full rounded-lg border",
        selected && "limner-chosen",
      )}
    >
      <div
        onDoubleClick={() => view.annotate(group.id)}
        className="limner-grip pointer-events-auto flex h-10 cursor-grab items-center px-4 text-lg font-semibold"
      >
        {editing ? (
          <GroupTitle group={group} />
        ) : (
          <span className={cx("truncate", !group.title && "text-muted")}>
            {group.title || t("mechanics.groupUntitled")}
          </span>
        )}
      </div>
    </div>
  );
});

function GroupTitle({ group }: { group: Group }) {
  const { editor } = useStudio();
  const writing = useWriting(["Escape", "Enter"]);
  return (
    <input
      autoFocus
      aria-label={t("mechanics.groupTitle")}
      placeholder={t("mechanics.groupTitle")}
      value={group.title}
      maxLength={120}
      onChange={(event) => editor.annotate(group.id, { title: event.target.value })}
      {...writing}
      className="nodrag nopan h-8 w-full bg-transparent font-semibold outline-none"
    />
  );
}
