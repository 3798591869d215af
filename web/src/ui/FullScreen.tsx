import { Dialog as Radix } from "radix-ui";
import type { KeyboardEvent, ReactNode } from "react";
import { cx } from "./cx";
import { focusInside, keepForNotices } from "./windowEvents";

interface FullScreenProps {
  /** Read out on opening; drawn by the content itself. */
  title: string;
  /** `stage` for looking at pictures: dark in both themes. */
  ground?: "page" | "stage";
  onClose: () => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  children: ReactNode;
}

/** Fills the window, keeps the focus inside, leaves on Escape. */
export function FullScreen({
  title,
  ground = "page",
  onClose,
  onKeyDown,
  children,
}: FullScreenProps) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={focusInside}
          onInteractOutside={keepForNotices}
          data-theme={ground === "stage" ? "dark" : undefined}
          onKeyDown={onKeyDown}
          className={cx(
            "limner-window fixed inset-0 z-40 flex animate-appear flex-col text-text outline-none",
            ground === "stage" ? "bg-stage" : "bg-ground",
          )}
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
