import { Popover } from "radix-ui";
import { useRef, type ReactNode } from "react";

import { cx } from "./cx";

export interface PopupProps {
  id?: string;
  label: string;
  /** The control it belongs to, which has the focus again when it closes. */
  anchor: HTMLElement;
  align?: "start" | "center" | "end";
  width?: number | undefined;
  /** What is inside takes the focus itself. */
  keepFocus?: boolean;
  className?: string;
  onClose: () => void;
  children: ReactNode;
}

/** A window at a control. It is open for as long as it is rendered. */
export function Popup({ anchor, keepFocus = false, onClose, ...props }: PopupProps) {
  const left = useRef(false);
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={{ current: anchor }} />
      <Popover.Portal>
        <Popover.Content
          id={props.id}
          aria-label={props.label}
          align={props.align ?? "center"}
          sideOffset={4}
          collisionPadding={8}
          style={{ width: props.width }}
          onOpenAutoFocus={keepFocus ? (event) => event.preventDefault() : undefined}
          onInteractOutside={(event) => {
            // A press on the control closes it there.
            if (event.target instanceof Node && anchor.contains(event.target))
              event.preventDefault();
            else left.current = true;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (!left.current) anchor.focus({ preventScroll: true });
          }}
          className={cx(
            "z-50 flex animate-appear flex-col rounded-md border border-line bg-card shadow-float outline-none",
            props.className,
          )}
        >
          {props.children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
