import type { ReactNode } from "react";
import { cx } from "./cx";

interface SectionProps {
  title: string;
  /** Stands at the right of the title: a count, a switch. */
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A titled part of a panel, told from the next by a hairline. */
export function Section({ title, aside, children, className }: SectionProps) {
  return (
    <section
      aria-label={title}
      className={cx(
        "flex flex-col gap-2 border-t border-line px-4 py-3 first:border-t-0",
        className,
      )}
    >
      <header className="flex min-h-5 items-center justify-between gap-2">
        <h3 className="text-base text-muted">{title}</h3>
        {aside ? <span className="text-sm text-muted">{aside}</span> : null}
      </header>
      {children}
    </section>
  );
}
