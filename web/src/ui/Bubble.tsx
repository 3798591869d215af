import { useEffect, useLayoutEffect, useRef, type ReactNode } from "react";
import { createPortal } from "react-dom";

import { beside, type Side } from "./beside";

interface BubbleProps {
  id: string;
  anchor: HTMLElement;
  side: Side;
  /** The pointer may rest on it. */
  onEnter: () => void;
  onLeave: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** What a tooltip shows, beside its control and inside the window. */
export function Bubble({ id, anchor, side, onEnter, onLeave, onClose, children }: BubbleProps) {
  const bubble = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = bubble.current;
    if (!element) return;
    const room = document.documentElement;
    const place = () => {
      const { left, top } = beside(
        anchor.getBoundingClientRect(),
        { width: element.offsetWidth, height: element.offsetHeight },
        side,
        { width: room.clientWidth, height: room.clientHeight },
      );
      Object.assign(element.style, { left: `${left}px`, top: `${top}px` });
    };
    place();
    const watch = new ResizeObserver(place);
    watch.observe(element);
    watch.observe(room);
    window.addEventListener("scroll", place, true);
    return () => {
      watch.disconnect();
      window.removeEventListener("scroll", place, true);
    };
  }, [anchor, side]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, [onClose]);

  return createPortal(
    <div
      ref={bubble}
      id={id}
      role="tooltip"
      className="fixed top-0 left-0 z-50 w-max max-w-72 animate-appear rounded-sm border border-line bg-raised px-2 py-1 text-sm text-text shadow-card"
      onPointerEnter={onEnter}
      onPointerLeave={onLeave}
    >
      {children}
    </div>,
    document.body,
  );
}
