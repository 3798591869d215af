import { Minus, Plus } from "lucide-react";
import type { KeyboardEvent } from "react";
import { cx } from "./cx";
import { Tooltip } from "./Tooltip";

interface StepperProps {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
  labels: { less: string; more: string };
  reason?: string | null | undefined;
}

const STEPS: Record<string, number> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: 5,
  PageDown: -5,
};

/** A small whole number with a button on either side; arrows step it too. */
export function Stepper({ label, value, min, max, onChange, labels, reason }: StepperProps) {
  const blocked = Boolean(reason);
  const set = (next: number) => {
    const inside = Math.min(max, Math.max(min, next));
    if (!blocked && inside !== value) onChange(inside);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const next =
      event.key === "Home" ? min : event.key === "End" ? max : step ? value + step : null;
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    set(next);
  };
  return (
    <Tooltip content={reason}>
      <div
        role="spinbutton"
        tabIndex={0}
        aria-label={label}
        aria-valuenow={value}
        aria-valuemin={min}
        aria-valuemax={max}
        aria-disabled={blocked || undefined}
        onKeyDown={onKeyDown}
        className={cx(
          "flex h-8 w-full min-w-18 items-center justify-between rounded-sm bg-raised select-none",
          blocked && "opacity-45",
        )}
      >
        <StepButton
          label={labels.less}
          blocked={blocked || value <= min}
          onPress={() => set(value - 1)}
        >
          <Minus aria-hidden size={13} />
        </StepButton>
        <span className="min-w-4 text-center font-medium">{value}</span>
        <StepButton
          label={labels.more}
          blocked={blocked || value >= max}
          onPress={() => set(value + 1)}
        >
          <Plus aria-hidden size={13} />
        </StepButton>
      </div>
    </Tooltip>
  );
}

interface StepButtonProps {
  label: string;
  blocked: boolean;
  onPress: () => void;
  children: React.ReactNode;
}

/** Out of the tab order: the keyboard steps the value itself. */
function StepButton({ label, blocked, onPress, children }: StepButtonProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={label}
      aria-disabled={blocked || undefined}
      onClick={onPress}
      className={cx(
        "flex h-full w-6 items-center justify-center rounded-sm text-muted",
        blocked ? "opacity-50" : "hover:bg-hover hover:text-text",
      )}
    >
      {children}
    </button>
  );
}
