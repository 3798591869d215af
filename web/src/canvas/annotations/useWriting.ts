import type { KeyboardEvent } from "react";

import { useStudio } from "@/store/context";

/** Writing in place: what ends it, and keys that are heard by nobody else meanwhile. */
export function useWriting(endingKeys: readonly string[]) {
  const { editor, view } = useStudio();
  const stop = () => {
    editor.settle();
    view.annotate(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (endingKeys.includes(event.key)) stop();
  };
  return { onBlur: stop, onKeyDown };
}
