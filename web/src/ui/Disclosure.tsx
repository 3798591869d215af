import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

interface DisclosureProps {
  title: string;
  children: ReactNode;
}

/** Words that are out of the way until asked for. */
export function Disclosure({ title, children }: DisclosureProps) {
  return (
    <details className="group">
      <summary className="flex w-fit cursor-default list-none items-center gap-1 rounded-sm text-sm text-muted hover:text-text">
        <ChevronRight aria-hidden size={13} className="transition-transform group-open:rotate-90" />
        {title}
      </summary>
      <div className="pt-2 text-sm">{children}</div>
    </details>
  );
}
