import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";

interface LinkButtonProps extends ComponentProps<"a"> {
  icon: LucideIcon;
}

/** Looks like a button, but is a link: for what a browser fetches itself. */
export function LinkButton({ icon: Icon, children, ...rest }: LinkButtonProps) {
  return (
    <a
      {...rest}
      className="inline-flex h-8 shrink-0 items-center gap-2 rounded-sm border border-line bg-card px-3 font-medium transition-colors hover:bg-hover"
    >
      <Icon aria-hidden size={16} />
      {children}
    </a>
  );
}
