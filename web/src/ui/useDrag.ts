import { useRef, type PointerEvent } from "react";

interface Drag<Start> {
  /** What the drag works on, taken when it begins. */
  begin: (event: PointerEvent) => Start;
  /** Called with the way gone since the beginning, in CSS pixels. */
  step: (start: Start, dx: number, dy: number) => void;
}

/** Pointer drags that do not lose the pointer outside the element. */
export function useDrag<Start>({ begin, step }: Drag<Start>) {
  const held = useRef<{ start: Start; x: number; y: number } | null>(null);
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      held.current = { start: begin(event), x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const drag = held.current;
      if (drag) step(drag.start, event.clientX - drag.x, event.clientY - drag.y);
    },
    onPointerUp: () => {
      held.current = null;
    },
    onPointerCancel: () => {
      held.current = null;
    },
  };
}
