import { useState, type KeyboardEvent } from "react";
import { cx } from "./cx";
import { fieldClass } from "./TextField";

interface NumberFieldProps {
  label: string;
  /** Null is an empty field. */
  value: number | null;
  onChange: (value: number | null) => void;
  min?: number | undefined;
  max?: number | undefined;
  step?: number | undefined;
  integer?: boolean | undefined;
  placeholder?: string | undefined;
  className?: string | undefined;
}

/**
 * A number typed by hand. What cannot be read or lies outside the range stays in
 * the field, marked, and is put right on leaving; the value given out is always valid.
 */
export function NumberField(props: NumberFieldProps) {
  const { label, value, onChange, min, max, step = 1, integer = false } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const shown = draft ?? (value === null ? "" : String(value));
  const invalid = draft !== null && read(draft, props) === undefined;

  const type = (text: string) => {
    setDraft(text);
    const next = read(text, props);
    if (next !== undefined && next !== value) onChange(next);
  };
  const leave = () => {
    const next = draft === null ? value : nearest(draft, props, value);
    setDraft(null);
    if (next !== value) onChange(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") leave();
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    setDraft(null);
    const next = (value ?? min ?? 0) + (event.key === "ArrowUp" ? step : -step);
    onChange(clamp(Number(next.toFixed(6)), min, max));
  };
  return (
    <input
      type="text"
      inputMode={integer ? "numeric" : "decimal"}
      autoComplete="off"
      aria-label={label}
      aria-invalid={invalid || undefined}
      placeholder={props.placeholder}
      value={shown}
      onChange={(event) => type(event.target.value)}
      onBlur={leave}
      onKeyDown={onKeyDown}
      className={cx(fieldClass, "h-7 px-2 text-right font-medium", props.className)}
    />
  );
}

type Range = Pick<NumberFieldProps, "min" | "max" | "integer">;

/** The number meant by the text, null for none, undefined where it is not valid. */
function read(text: string, { min, max, integer }: Range): number | null | undefined {
  const trimmed = text.trim().replace(",", ".");
  if (trimmed === "") return null;
  const number = Number(trimmed);
  if (!Number.isFinite(number) || (integer && !Number.isInteger(number))) return undefined;
  return clamp(number, min, max) === number ? number : undefined;
}

function nearest(text: string, range: Range, fallback: number | null): number | null {
  const trimmed = text.trim().replace(",", ".");
  if (trimmed === "") return null;
  const number = Number(trimmed);
  if (!Number.isFinite(number)) return fallback;
  return clamp(range.integer ? Math.round(number) : number, range.min, range.max);
}

function clamp(number: number, min = -Infinity, max = Infinity): number {
  return Math.min(max, Math.max(min, number));
}
