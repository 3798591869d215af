import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { IconButton } from "./IconButton";
import { focusInside, keepForNotices } from "./windowEvents";

const SIZES = {
  sm: "w-105 max-h-[85vh]",
  md: "w-150 max-h-[85vh]",
  lg: "w-240 h-[min(760px,90vh)]",
} as const;

interface DialogProps {
  title: string;
  closeLabel: string;
  size?: keyof typeof SIZES;
  /** The content brings its own margins and scrolls itself. */
  flush?: boolean;
  onClose: () => void;
  children: ReactNode;
  /** Buttons, at the right of the foot. */
  footer?: ReactNode;
}

/** A window over the page. It is open for as long as it is rendered. */
export function Dialog({
  title,
  closeLabel,
  size = "md",
  flush = false,
  onClose,
  children,
  footer,
}: DialogProps) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-veil" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={focusInside}
          onInteractOutside={keepForNotices}
          className={cx(
            "fixed top-1/2 left-1/2 z-40 flex max-w-[calc(100vw-32px)] -translate-x-1/2 -translate-y-1/2 animate-appear flex-col rounded-lg border border-line bg-card shadow-float outline-none",
            SIZES[size],
          )}
        >
          <header className="flex items-center justify-between border-b border-line py-2.5 pr-2.5 pl-4">
            <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton icon={X} label={closeLabel} />
            </Radix.Close>
          </header>
          <div className={cx("min-h-0 flex-1", flush ? "flex flex-col" : "overflow-y-auto p-4")}>
            {children}
          </div>
          {footer ? (
            <footer className="flex items-center justify-end gap-2 border-t border-line p-3">
              {footer}
            </footer>
          ) : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
