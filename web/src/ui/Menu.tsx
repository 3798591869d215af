import type { LucideIcon } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactElement } from "react";
import { cx } from "./cx";

interface MenuItem {
  label: string;
  icon?: LucideIcon;
  onSelect: () => void;
  /** The keys that do the same, as people read them. */
  keys?: string;
  reason?: string | null | undefined;
  /** A color that stands before it, as CSS has it. */
  swatch?: string;
  /** Takes something away. */
  bad?: boolean;
}

interface MenuProps {
  /** Groups, told apart by a hairline. */
  groups: readonly (readonly MenuItem[])[];
  /** The button that opens it. */
  children: ReactElement;
}

export function Menu({ groups, children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content sideOffset={4} collisionPadding={8} className={surface}>
          <MenuRows groups={groups} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface MenuAtProps extends Pick<MenuProps, "groups"> {
  label: string;
  /** A point of the window. */
  x: number;
  y: number;
  onClose: () => void;
}

/** A menu at a point; the page around it stays what it is. It is open for as long as it is rendered. */
export function MenuAt({ groups, label, x, y, onClose }: MenuAtProps) {
  return (
    <DropdownMenu.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
      <DropdownMenu.Trigger asChild>
        <span aria-hidden className="fixed size-0" style={{ left: x, top: y }} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          aria-label={label}
          align="start"
          collisionPadding={8}
          className={surface}
          onCloseAutoFocus={(event) => event.preventDefault()}
          // A finger that rested is lifted, and what is under it gets the focus.
          onFocusOutside={(event) => event.preventDefault()}
        >
          <MenuRows groups={groups} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const surface =
  "z-50 min-w-44 animate-appear rounded-md border border-line bg-card p-1.5 shadow-float";

function MenuRows({ groups }: Pick<MenuProps, "groups">) {
  return groups.map((items, index) => (
    <DropdownMenu.Group key={items[0]?.label ?? index}>
      {index > 0 ? <DropdownMenu.Separator className="my-1.5 h-px bg-line" /> : null}
      {items.map((item) => (
        <MenuRow key={item.label} item={item} />
      ))}
    </DropdownMenu.Group>
  ));
}

/** A blocked row stays reachable, so that its reason can be read. */
function MenuRow({ item }: { item: MenuItem }) {
  const Icon = item.icon;
  return (
    <DropdownMenu.Item
      aria-disabled={item.reason ? true : undefined}
      onSelect={(event) => {
        if (item.reason) event.preventDefault();
        else item.onSelect();
      }}
      className="flex items-start gap-2 rounded-sm px-2 py-1.5 outline-none data-highlighted:bg-hover"
    >
      {Icon ? <Icon aria-hidden size={15} className="mt-0.5 text-muted" /> : null}
      {item.swatch ? (
        <span
          aria-hidden
          className="mt-0.5 size-4 rounded-full border border-faint"
          style={{ background: item.swatch }}
        />
      ) : null}
      <span className="flex-1">
        <span className={cx(item.reason && "text-muted", item.bad && "text-bad")}>
          {item.label}
        </span>
        {item.reason ? <span className="block text-sm text-muted">{item.reason}</span> : null}
      </span>
      {item.keys ? <span className="pl-4 text-sm text-muted">{item.keys}</span> : null}
    </DropdownMenu.Item>
  );
}
