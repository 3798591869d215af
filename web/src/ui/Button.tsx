import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./cx";
import { Tooltip } from "./Tooltip";

const TONES = {
  gold: "bg-gold text-gold-ink font-semibold hover:bg-gold-hover",
  plain: "border border-line bg-card font-medium hover:bg-hover",
  soft: "bg-raised font-medium hover:bg-hover",
  quiet: "font-medium hover:bg-hover",
  link: "font-medium text-gold-text hover:underline underline-offset-3",
  bad: "bg-bad-wash text-bad font-medium hover:bg-hover",
} as const;

const SIZES = { sm: "h-7 px-2 gap-1.5 text-sm", md: "h-8 px-3 gap-2 text-base" } as const;

const DIMMED = "opacity-45 hover:bg-raised";

export interface ButtonProps extends Omit<ComponentProps<"button">, "disabled"> {
  tone?: keyof typeof TONES;
  size?: keyof typeof SIZES;
  icon?: LucideIcon;
  /** Why it cannot be pressed now; absent or null means that it can. */
  reason?: string | null | undefined;
  tip?: string | undefined;
}

export function Button({
  tone = "plain",
  size = "md",
  icon: Icon,
  reason,
  tip,
  className,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const blocked = Boolean(reason);
  return (
    <Tooltip content={reason ?? tip}>
      <button
        type="button"
        {...rest}
        aria-disabled={blocked || undefined}
        onClick={blocked ? (event) => event.preventDefault() : onClick}
        className={cx(
          "inline-flex shrink-0 items-center justify-center rounded-sm whitespace-nowrap transition-colors select-none",
          tone === "link" ? "gap-1.5 text-sm" : SIZES[size],
          blocked && tone === "gold"
            ? "bg-raised font-semibold text-muted ring-1 ring-line ring-inset"
            : TONES[tone],
          blocked && tone !== "gold" && DIMMED,
          className,
        )}
      >
        {Icon ? <Icon aria-hidden size={size === "sm" ? 14 : 16} /> : null}
        {children}
      </button>
    </Tooltip>
  );
}
