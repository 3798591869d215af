import type { ComponentProps } from "react";
import { cx } from "./cx";
import { fieldClass } from "./TextField";

interface TextAreaProps extends Omit<ComponentProps<"textarea">, "onChange" | "value"> {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

export function TextArea({ label, value, onChange, className, ...rest }: TextAreaProps) {
  return (
    <textarea
      rows={3}
      {...rest}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={cx(fieldClass, "resize-none px-2.5 py-1.5", className)}
    />
  );
}
