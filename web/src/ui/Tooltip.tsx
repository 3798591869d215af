import {
  cloneElement,
  useCallback,
  useContext,
  useEffect,
  useId,
  useState,
  type FocusEvent,
  type HTMLAttributes,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
} from "react";

import { Later } from "./Later";
import { part } from "./part";
import { Rest, TipsContext } from "./tips";

interface TooltipProps {
  /** What to say; nothing is shown while it is empty. */
  content: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
  /** One element that can hold focus. */
  children: ReactElement<HTMLAttributes<HTMLElement>>;
}

/** The bubble itself: fetched after the page, which has many tooltips and shows one. */
const Bubble = part(() => import("./Bubble").then((it) => it.Bubble));
export const TOOLTIP_PARTS = [Bubble];

/** Time to reach the bubble with the pointer. */
const GRACE_MS = 120;

/**
 * Words on hover and on focus. It works on disabled controls because ours are
 * marked `aria-disabled` and stay reachable.
 */
export function Tooltip({ content, side = "top", children }: TooltipProps) {
  const tips = useContext(TipsContext);
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [rest] = useState(() => new Rest());

  const hide = useCallback(() => {
    rest.end();
    setAnchor(null);
    tips.closed(id);
  }, [tips, id, rest]);
  useEffect(() => hide, [hide]);

  const show = (element: HTMLElement, wait: number) => {
    rest.begin(wait, () => {
      tips.opened(id, hide);
      setAnchor(element);
    });
  };
  const leave = () => rest.begin(GRACE_MS, hide);

  const own = children.props;
  const trigger = cloneElement(children, {
    "aria-describedby": anchor && content ? id : own["aria-describedby"],
    onPointerEnter: (event: PointerEvent<HTMLElement>) => {
      own.onPointerEnter?.(event);
      if (event.pointerType === "mouse") show(event.currentTarget, tips.wait);
    },
    onPointerLeave: (event: PointerEvent<HTMLElement>) => {
      own.onPointerLeave?.(event);
      leave();
    },
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      own.onPointerDown?.(event);
      hide();
    },
    // A focus set by the page after a click (a drawer that closed) asks for no words.
    onFocus: (event: FocusEvent<HTMLElement>) => {
      own.onFocus?.(event);
      if (event.currentTarget.matches(":focus-visible")) show(event.currentTarget, 0);
    },
    onBlur: (event: FocusEvent<HTMLElement>) => {
      own.onBlur?.(event);
      hide();
    },
  });
  return (
    <>
      {trigger}
      {anchor && content ? (
        <Later quiet onError={hide}>
          <Bubble
            {...{ id, anchor, side }}
            onEnter={() => rest.end()}
            onLeave={leave}
            onClose={hide}
          >
            {content}
          </Bubble>
        </Later>
      ) : null}
    </>
  );
}
