import { useReactFlow, type NodeProps } from "@xyflow/react";
import { memo, type KeyboardEvent } from "react";

import { COMMENT_SIZE, type Comment } from "@/graph/annotations";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useView } from "@/store/hooks";
import { cx } from "@/ui/cx";
import { useDrag } from "@/ui/useDrag";

import type { CommentNode } from "./annotationNodes";
import { useWriting } from "./useWriting";

/** A text on the canvas; it is written where it stands. */
export const CommentCard = memo(function CommentCard({ data, selected }: NodeProps<CommentNode>) {
  const { comment } = data;
  const { view } = useStudio();
  const editing = useView((state) => state.annotating === comment.id);
  return (
    <div
      data-tint={comment.color}
      onDoubleClick={() => view.annotate(comment.id)}
      className={cx(
        "limner-tint group/comment relative size-full rounded-md border p-3",
        selected && "limner-chosen",
      )}
    >
      {editing ? (
        <CommentText comment={comment} />
      ) : (
        <p className="size-full overflow-hidden whitespace-pre-wrap wrap-break-word">
          {comment.text || <span className="text-muted">{t("mechanics.commentHint")}</span>}
        </p>
      )}
      {selected ? <CommentCorner comment={comment} /> : null}
    </div>
  );
});

function CommentText({ comment }: { comment: Comment }) {
  const { editor } = useStudio();
  const writing = useWriting(["Escape"]);
  return (
    <textarea
      autoFocus
      aria-label={t("mechanics.commentText")}
      placeholder={t("mechanics.commentPlaceholder")}
      value={comment.text}
      onChange={(event) => editor.annotate(comment.id, { text: event.target.value })}
      onFocus={(event) => event.target.setSelectionRange(comment.text.length, comment.text.length)}
      {...writing}
      className="nodrag nopan nowheel size-full resize-none bg-transparent outline-none"
    />
  );
}

const step = 20;

const grown: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-step, 0],
  ArrowRight: [step, 0],
  ArrowUp: [0, -step],
  ArrowDown: [0, step],
};

/** The corner that makes a comment larger or smaller, by mouse or with the arrow keys. */
function CommentCorner({ comment }: { comment: Comment }) {
  const { editor } = useStudio();
  const flow = useReactFlow();
  const resize = (width: number, height: number) =>
    editor.annotate(comment.id, { width: bounded(width), height: bounded(height) });
  const drag = useDrag({
    begin: () => ({ width: comment.width, height: comment.height, zoom: flow.getZoom() }),
    step: (start, dx, dy) => resize(start.width + dx / start.zoom, start.height + dy / start.zoom),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const by = grown[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    resize(comment.width + by[0], comment.height + by[1]);
  };
  return (
    <button
      type="button"
      aria-label={t("mechanics.commentSize")}
      {...drag}
      onPointerUp={() => {
        drag.onPointerUp();
        editor.settle();
      }}
      onKeyDown={onKeyDown}
      className="nodrag nopan absolute right-0 bottom-0 flex size-6 cursor-nwse-resize items-end justify-end rounded-sm p-1.5"
    >
      <svg aria-hidden viewBox="0 0 8 8" width={8} height={8} className="text-muted">
        <path d="M7 1v6H1" fill="none" stroke="currentColor" strokeWidth={1.5} />
      </svg>
    </button>
  );
}

function bounded(size: number): number {
  return Math.round(Math.min(COMMENT_SIZE.most, Math.max(COMMENT_SIZE.least, size)));
}
