import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  /** What to do about it, in one line. */
  hint?: string;
  children?: ReactNode;
}

/** What stands where there is nothing yet. */
export function Empty({ icon: Icon, title, hint, children }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-1 px-6 py-10 text-center">
      <Icon aria-hidden size={22} className="mb-1 text-faint" />
      <p className="font-medium">{title}</p>
      {hint ? <p className="max-w-72 text-sm text-muted">{hint}</p> : null}
      {children ? <div className="mt-3">{children}</div> : null}
    </div>
  );
}
