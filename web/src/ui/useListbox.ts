import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";

/** The least that the keyboard needs to know of a row. */
interface ListRow {
  value: string;
  label: string;
  reason?: string | null | undefined;
}

export interface Listbox {
  active: number;
  setActive: (index: number) => void;
  listId: string;
  optionId: (index: number) => string;
  onKeyDown: (event: KeyboardEvent) => void;
}

interface ListboxOptions {
  rows: readonly ListRow[];
  /** Where to begin: the index of the chosen row, or 0. */
  start: number;
  onPick: (index: number) => void;
  /** Letters jump to the row that begins with them; off where there is a search field. */
  typeahead: boolean;
}

const TYPEAHEAD_PAUSE_MS = 600;

/** Keyboard for a list of rows in which the focus itself stays in one place. */
export function useListbox({ rows, start, onPick, typeahead }: ListboxOptions): Listbox {
  const listId = useId();
  const [active, setActive] = useState(start);
  const typed = useRef({ text: "", at: 0 });
  const optionId = (index: number) => `${listId}-${index}`;
  const current = Math.min(active, rows.length - 1);

  useEffect(() => {
    document.getElementById(`${listId}-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [current, listId]);

  const jump = (key: string, time: number) => {
    const fresh = time - typed.current.at > TYPEAHEAD_PAUSE_MS;
    const text = (fresh ? "" : typed.current.text) + key.toLowerCase();
    typed.current = { text, at: time };
    const found = rows.findIndex((row) => row.label.toLowerCase().startsWith(text));
    if (found >= 0) setActive(found);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const target = moved(event.key, current, rows.length);
    if (target !== null) {
      event.preventDefault();
      setActive(target);
      return;
    }
    const picks = event.key === "Enter" || (typeahead && event.key === " ");
    if (picks && current >= 0) {
      event.preventDefault();
      onPick(current);
    } else if (typeahead && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      jump(event.key, event.timeStamp);
    }
  };

  return { active: current, setActive, listId, optionId, onKeyDown };
}

/** Where a key leads from a row; null for keys that do not move. */
function moved(key: string, from: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "ArrowDown") return (from + 1) % count;
  if (key === "ArrowUp") return (from - 1 + count) % count;
  if (key === "PageDown") return Math.min(count - 1, from + 8);
  if (key === "PageUp") return Math.max(0, from - 8);
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return null;
}
