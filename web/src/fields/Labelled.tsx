import type { ReactNode } from "react";

/** The name of a control at its left; those who cannot see it hear a fuller one from the control. */
export function Labelled({ words, children }: { words: string; children: ReactNode }) {
  return (
    <div className="flex min-h-8 items-center gap-2">
      <span aria-hidden className="w-20 shrink-0 pl-1 text-muted">
        {words}
      </span>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
