import { ChevronDown } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import type { Choice } from "./ChoiceRow";
import { cx } from "./cx";
import { SelectList, type SelectWords } from "./SelectList";
import { Tooltip } from "./Tooltip";

export interface SelectProps {
  label: string;
  value: string | null;
  choices: readonly Choice[];
  onChange: (value: string) => void;
  onOpen?: () => void;
  /** Shown while nothing is chosen. */
  placeholder?: string | undefined;
  /** Present where the list is long enough to search. */
  search?: SelectWords | undefined;
  reason?: string | null | undefined;
  look?: "field" | "text";
  /** Width of the list in pixels; as wide as the control if absent. */
  listWidth?: number;
  className?: string;
}

/** One of many, by mouse or keyboard. Choices that cannot be taken stay readable and say why. */
export function Select(props: SelectProps) {
  const { label, value, choices, onChange, placeholder, reason, look = "field" } = props;
  const [open, setOpen] = useState(false);
  const chosen = choices.find((choice) => choice.value === value);
  const blocked = Boolean(reason);

  const show = (wanted: boolean) => {
    setOpen(wanted);
    if (wanted && !blocked) props.onOpen?.();
  };
  const pick = (next: string) => {
    setOpen(false);
    if (next !== value) onChange(next);
  };
  return (
    <Popover.Root open={open && !blocked} onOpenChange={show}>
      <Tooltip content={reason}>
        <Popover.Trigger
          role="combobox"
          aria-label={label}
          aria-haspopup="listbox"
          aria-disabled={blocked || undefined}
          onKeyDown={(event) => {
            if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
            event.preventDefault();
            show(true);
          }}
          className={cx(
            "nodrag flex h-8 min-w-0 items-center justify-between gap-0.5 rounded-sm text-base font-medium transition-colors",
            look === "field" ? "w-full bg-raised pr-1.5 pl-2.5" : "-mr-1.5 gap-1.5 px-1.5",
            blocked ? "opacity-45" : "hover:bg-hover",
            props.className,
          )}
        >
          <span className={cx("truncate", !chosen && "font-normal text-muted")}>
            {chosen?.short ?? chosen?.label ?? value ?? placeholder}
          </span>
          <ChevronDown aria-hidden size={13} className="shrink-0 text-muted" />
        </Popover.Trigger>
      </Tooltip>
      <Popover.Portal>
        <Popover.Content
          aria-label={label}
          align={look === "text" ? "end" : "start"}
          sideOffset={4}
          collisionPadding={8}
          onOpenAutoFocus={(event) => event.preventDefault()}
          style={{ width: props.listWidth }}
          className="z-50 flex max-h-(--radix-popover-content-available-height) min-w-(--radix-popover-trigger-width) animate-appear flex-col overflow-hidden rounded-md border border-line bg-card shadow-float"
        >
          <SelectList
            label={label}
            choices={choices}
            value={value}
            search={props.search}
            onPick={pick}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
