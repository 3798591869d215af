import { useRef } from "react";

import { equal } from "@/graph/equal";

/** A selector that gives back its last answer while the new one says the same. */
export function useSame<State, Value>(select: (state: State) => Value): (state: State) => Value {
  const last = useRef<{ value: Value } | null>(null);
  return (state) => {
    const value = select(state);
    if (last.current && equal(last.current.value, value)) return last.current.value;
    last.current = { value };
    return value;
  };
}
