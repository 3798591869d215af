import { ChevronDown } from "lucide-react";
import { useId, useState } from "react";
import type { Choice } from "./ChoiceRow";
import { cx } from "./cx";
import { Later } from "./Later";
import { part } from "./part";
import type { SelectWords } from "./SelectList";
import { Tooltip } from "./Tooltip";

/** Fetched after the page, which has many lists and opens one. */
const SelectPopup = part(() => import("./SelectPopup").then((it) => it.SelectPopup));
export const SELECT_PARTS = [SelectPopup];

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
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const chosen = choices.find((choice) => choice.value === value);
  const blocked = Boolean(reason);

  const close = () => setAnchor(null);
  const show = (control: HTMLElement) => {
    if (blocked) return;
    setAnchor(control);
    props.onOpen?.();
  };
  const pick = (next: string) => {
    close();
    if (next !== value) onChange(next);
  };
  return (
    <>
      <Tooltip content={reason}>
        <button
          type="button"
          role="combobox"
          aria-label={label}
          aria-haspopup="listbox"
          aria-expanded={anchor !== null}
          aria-controls={anchor ? id : undefined}
          aria-disabled={blocked || undefined}
          onClick={(event) => (anchor ? close() : show(event.currentTarget))}
          onKeyDown={(event) => {
            if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
            event.preventDefault();
            show(event.currentTarget);
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
        </button>
      </Tooltip>
      {anchor && !blocked ? (
        <Later onError={close}>
          <SelectPopup
            {...{ id, label, anchor, choices, value }}
            align={look === "text" ? "end" : "start"}
            width={props.listWidth}
            search={props.search}
            onPick={pick}
            onClose={close}
          />
        </Later>
      ) : null}
    </>
  );
}
