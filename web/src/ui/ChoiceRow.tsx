import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { Tooltip } from "./Tooltip";

export interface Choice {
  value: string;
  label: string;
  /** Its name on the closed control, where that is narrow. */
  short?: string | undefined;
  /** One line about it; what is longer is cut. */
  description?: string | undefined;
  /** A second line, in short facts. */
  facts?: string | undefined;
  /** Stands at the right: a price, a hint of use. */
  aside?: ReactNode;
  /** More about what stands at the right, on hover. */
  asideTip?: string | undefined;
  /** Why it cannot be chosen; said under its name. */
  reason?: string | null | undefined;
  group?: string | undefined;
  /** Further words by which the search finds it. */
  keywords?: string | undefined;
  icon?: ReactNode;
}

interface ChoiceRowProps {
  id: string;
  choice: Choice;
  chosen: boolean;
  active: boolean;
  onPoint: () => void;
  onPick: () => void;
}

export function ChoiceRow({ id, choice, chosen, active, onPoint, onPick }: ChoiceRowProps) {
  const blocked = Boolean(choice.reason);
  return (
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      aria-disabled={blocked || undefined}
      onPointerMove={onPoint}
      onClick={onPick}
      className={cx("flex scroll-mt-8 gap-2 rounded-sm px-2 py-1.5", active && "bg-hover")}
    >
      <span className="mt-0.5 w-3.5 shrink-0">
        {chosen ? <Check aria-hidden size={14} className="text-gold-text" /> : choice.icon}
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline justify-between gap-3">
          <span className={cx("truncate", blocked ? "text-muted" : "font-medium")}>
            {choice.label}
          </span>
          {choice.aside ? (
            <Tooltip content={choice.asideTip} side="right">
              <span className="shrink-0 text-sm text-muted">{choice.aside}</span>
            </Tooltip>
          ) : null}
        </span>
        {choice.description ? (
          <span className="line-clamp-2 text-sm text-muted">{choice.description}</span>
        ) : null}
        {choice.facts ? <span className="block text-sm text-muted">{choice.facts}</span> : null}
        {choice.reason ? <span className="block text-sm text-bad">{choice.reason}</span> : null}
      </span>
    </div>
  );
}
