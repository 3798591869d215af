import { useEffect, useMemo, useRef, type PointerEvent } from "react";

import { isTextField } from "./commands/command";

const pressMs = 500;
const stillness = 10;

interface Held {
  pointerId: number;
  x: number;
  y: number;
  timer: ReturnType<typeof setTimeout>;
}

/** Calls when one finger rests in one place: the right button of those who have none. */
export function useLongPress(onPress: (target: Element, x: number, y: number) => void) {
  const held = useRef<Held | null>(null);
  const handlers = useMemo(() => {
    const end = () => {
      clearTimeout(held.current?.timer);
      held.current = null;
    };
    return {
      onPointerDownCapture: (event: PointerEvent) => {
        const { target, clientX: x, clientY: y, pointerId } = event;
        end();
        if (event.pointerType !== "touch" || !event.isPrimary) return;
        if (!(target instanceof Element) || isTextField(target)) return;
        const timer = setTimeout(() => onPress(target, x, y), pressMs);
        held.current = { pointerId, x, y, timer };
      },
      onPointerMoveCapture: ({ clientX, clientY }: PointerEvent) => {
        const press = held.current;
        if (press && Math.hypot(clientX - press.x, clientY - press.y) > stillness) end();
      },
      onPointerUpCapture: end,
      onPointerCancelCapture: end,
      end,
    };
  }, [onPress]);
  useEffect(() => handlers.end, [handlers]);
  const { end: _, ...given } = handlers;
  return given;
}
