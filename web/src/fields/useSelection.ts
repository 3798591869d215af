import { useState } from "react";
import { everything, extended, nothing, shownOnly, toggled, type Selection } from "./selection";

/** A selection among what is shown, and the ways to change it. */
export interface GridSelection {
  readonly ids: ReadonlySet<string>;
  toggle: (id: string) => void;
  extend: (id: string) => void;
  all: () => void;
  none: () => void;
}

export function useSelection(order: readonly string[]): GridSelection {
  const [kept, setKept] = useState<Selection>(nothing);
  const selection = shownOnly(kept, order);
  return {
    ids: selection.ids,
    toggle: (id) => setKept(toggled(selection, id)),
    extend: (id) => setKept(extended(selection, order, id)),
    all: () => setKept(everything(order)),
    none: () => setKept(nothing),
  };
}
