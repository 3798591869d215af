import type { LucideIcon } from "lucide-react";
import { Popover } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "./IconButton";

interface PeekProps {
  icon: LucideIcon;
  /** Names the button, and stands over what it shows. */
  label: string;
  children: ReactNode;
}

/** A small button that shows something to read. */
export function Peek({ icon, label, children }: PeekProps) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <IconButton size="sm" icon={icon} label={label} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={label}
          sideOffset={4}
          collisionPadding={8}
          className="nowheel z-50 flex max-h-80 w-72 animate-appear flex-col gap-1 overflow-y-auto rounded-md border border-line bg-card p-3 shadow-float outline-none"
        >
          <p className="text-sm text-muted">{label}</p>
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
