import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./cx";
import { Tooltip } from "./Tooltip";

const SIZES = { sm: "size-6", md: "size-7", lg: "size-9" } as const;
const ICONS = { sm: 14, md: 16, lg: 18 } as const;

export interface IconButtonProps extends Omit<ComponentProps<"button">, "disabled" | "children"> {
  /** Its name to everyone: the tooltip and the accessible name. */
  label: string;
  icon: LucideIcon;
  size?: keyof typeof SIZES;
  tone?: "quiet" | "soft";
  /** Leave out unless the button stays down. */
  pressed?: boolean | undefined;
  reason?: string | null | undefined;
  side?: "top" | "right" | "bottom" | "left";
}

export function IconButton({
  label,
  icon: Icon,
  size = "md",
  tone = "quiet",
  pressed,
  reason,
  side = "top",
  className,
  onClick,
  ...rest
}: IconButtonProps) {
  const blocked = Boolean(reason);
  return (
    <Tooltip content={reason ? `${label}: ${reason}` : label} side={side}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        aria-disabled={blocked || undefined}
        onClick={blocked ? (event) => event.preventDefault() : onClick}
        className={cx(
          "inline-flex shrink-0 items-center justify-center rounded-sm transition-colors",
          SIZES[size],
          pressed || tone === "soft" ? "bg-raised text-text" : "text-muted",
          blocked ? "opacity-45" : "hover:bg-hover hover:text-text",
          className,
        )}
      >
        <Icon aria-hidden size={ICONS[size]} />
      </button>
    </Tooltip>
  );
}
