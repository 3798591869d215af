import { Dialog } from "radix-ui";
import { useId, useState, type KeyboardEvent, type ReactNode } from "react";

import { cx } from "@/ui/cx";

import { matches } from "../search";

export interface PickRow {
  id: string;
  title: string;
  /** Words that a search finds beside the title. */
  hint?: string;
  icon: ReactNode;
  aside?: ReactNode;
  reason?: string | null | undefined;
  onPick: () => void;
}

interface PickListProps {
  label: string;
  placeholder: string;
  empty: string;
  rows: readonly PickRow[];
  onClose: () => void;
}

/** A list over the canvas that one searches and picks from without leaving the keyboard. */
export function PickList({ label, placeholder, empty, rows, onClose }: PickListProps) {
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const listId = useId();
  const found = rows.filter(({ title, hint }) =>
    matches({ title, keywords: hint ? [hint] : [] }, query),
  );
  const pick = (row: PickRow | undefined) => {
    if (!row || row.reason) return;
    onClose();
    row.onPick();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = (active + step + found.length) % Math.max(1, found.length);
      setActive(next);
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      pick(found[active]);
    }
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => event.preventDefault()}
          className="fixed top-[14vh] left-1/2 z-40 w-120 max-w-[calc(100vw-32px)] -translate-x-1/2 animate-appear rounded-lg border border-line bg-card p-2 shadow-float"
        >
          <Dialog.Title className="sr-only">{label}</Dialog.Title>
          <input
            role="combobox"
            aria-expanded
            aria-controls={listId}
            aria-activedescendant={found[active] ? `${listId}-${active}` : undefined}
            aria-label={label}
            placeholder={placeholder}
            value={query}
            onChange={(event) => {
              setQuery(event.target.value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
            className="h-9 w-full rounded-sm bg-raised px-3"
          />
          <ul
            id={listId}
            role="listbox"
            aria-label={label}
            className="mt-2 max-h-[46vh] overflow-y-auto"
          >
            {found.map((row, index) => (
              <Row
                key={row.id}
                id={`${listId}-${index}`}
                row={row}
                active={index === active}
                onHover={() => setActive(index)}
                onPick={() => pick(row)}
              />
            ))}
          </ul>
          {found.length === 0 ? <p className="px-3 py-3 text-sm text-muted">{empty}</p> : null}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface RowProps {
  id: string;
  row: PickRow;
  active: boolean;
  onHover: () => void;
  onPick: () => void;
}

function Row({ id, row, active, onHover, onPick }: RowProps) {
  return (
    <li
      id={id}
      role="option"
      aria-selected={active}
      aria-disabled={row.reason ? true : undefined}
      onPointerMove={onHover}
      onClick={onPick}
      className={cx("flex items-center gap-3 rounded-sm px-3 py-1.5", active && "bg-hover")}
    >
      <span className="text-muted">{row.icon}</span>
      <span className={cx("min-w-0 flex-1 truncate", row.reason && "text-muted")}>
        {row.title}
        {row.reason ? <span className="ml-2 text-sm">{row.reason}</span> : null}
      </span>
      {row.aside}
    </li>
  );
}
