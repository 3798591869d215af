import type { ComponentProps } from "react";
import { cx } from "./cx";

export const fieldClass =
  "w-full rounded-sm bg-raised text-base text-text placeholder:text-muted aria-invalid:outline-2 aria-invalid:outline-bad";

export interface TextFieldProps extends Omit<ComponentProps<"input">, "onChange" | "value"> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What is wrong with the value, in words. */
  error?: string | null | undefined;
}

export function TextField({ label, value, onChange, error, className, ...rest }: TextFieldProps) {
  return (
    <>
      <input
        type="text"
        autoComplete="off"
        spellCheck={false}
        {...rest}
        aria-label={label}
        aria-invalid={error ? true : undefined}
        title={error ?? rest.title}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={cx(fieldClass, "h-8 px-2.5", className)}
      />
      {error ? (
        <p role="alert" className="mt-1 text-sm text-bad">
          {error}
        </p>
      ) : null}
    </>
  );
}
