import { useState, type KeyboardEvent, type MouseEvent } from "react";
import { cx } from "./cx";

interface ZoomPaneProps {
  src: string;
  alt: string;
  /** Says how to zoom. */
  hint: string;
}

/** A picture fitted into its place; a click, Enter or Space shows its own pixels at that point. */
export function ZoomPane({ src, alt, hint }: ZoomPaneProps) {
  const [origin, setOrigin] = useState<{ x: number; y: number } | null>(null);
  const toggle = (event: MouseEvent<HTMLElement>) => {
    if (origin) return setOrigin(null);
    const box = event.currentTarget.getBoundingClientRect();
    const byKey = event.detail === 0;
    setOrigin({
      x: byKey ? 0.5 : (event.clientX - box.left) / box.width,
      y: byKey ? 0.5 : (event.clientY - box.top) / box.height,
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !origin) return;
    event.stopPropagation();
    setOrigin(null);
  };
  return (
    <div
      className={cx(
        "min-h-0 flex-1",
        origin ? "overflow-auto" : "flex items-center justify-center overflow-hidden p-6",
      )}
      ref={(pane) => {
        if (!pane || !origin) return;
        pane.scrollLeft = origin.x * pane.scrollWidth - pane.clientWidth / 2;
        pane.scrollTop = origin.y * pane.scrollHeight - pane.clientHeight / 2;
      }}
    >
      <button
        type="button"
        title={hint}
        aria-label={`${alt}. ${hint}`}
        aria-pressed={origin !== null}
        onClick={toggle}
        onKeyDown={onKeyDown}
        className={cx(
          origin
            ? "block min-w-max cursor-zoom-out"
            : "flex size-full cursor-zoom-in items-center justify-center",
        )}
      >
        <img
          src={src}
          alt=""
          draggable={false}
          className={origin ? "max-w-none" : "max-h-full max-w-full rounded-sm object-contain"}
        />
      </button>
    </div>
  );
}
