import { useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { t } from "@/i18n/t";
import { cx } from "@/ui/cx";
import type { Listbox } from "@/ui/useListbox";

/** What is offered: what it is called, what it is, and what is put in where it is taken. */
export interface Offer {
  label: string;
  detail: string;
  insert: string;
}

interface CompletionListProps {
  offers: readonly Offer[];
  list: Listbox;
  /** Measures the letter under which it opens. */
  anchor: () => DOMRect | null;
  onPick: (name: string) => void;
}

const WIDTH = 288;
const MARGIN = 8;
const GAP = 4;

/** Names and filters offered under the caret while one is typed; the field keeps focus and keys. */
export function CompletionList({ offers, list, anchor, onPick }: CompletionListProps) {
  const [place, setPlace] = useState({ left: 0, top: 0 });
  const measured = useRef(anchor);

  useLayoutEffect(() => {
    const letter = measured.current();
    if (!letter) return;
    const left = Math.min(letter.left, window.innerWidth - WIDTH - MARGIN);
    setPlace({ left, top: letter.bottom + GAP });
  }, []);

  return createPortal(
    <div
      id={list.listId}
      role="listbox"
      aria-label={t("fields.names")}
      style={{ ...place, width: WIDTH }}
      className="nowheel fixed z-50 max-h-60 animate-appear overflow-y-auto rounded-md border border-line bg-card p-1.5 shadow-float"
    >
      {offers.map((offer, index) => (
        <div
          key={offer.label}
          id={list.optionId(index)}
          role="option"
          aria-selected={index === list.active}
          onPointerMove={() => list.setActive(index)}
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(offer.insert);
          }}
          className={cx("rounded-sm px-2 py-1", index === list.active && "bg-hover")}
        >
          <span className="block truncate font-medium">{offer.label}</span>
          <span className="block truncate text-sm text-muted">{offer.detail}</span>
        </div>
      ))}
    </div>,
    document.body,
  );
}
