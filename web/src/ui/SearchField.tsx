import { Search } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./cx";
import { fieldClass } from "./TextField";

interface SearchFieldProps extends Omit<ComponentProps<"input">, "onChange" | "value"> {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

export function SearchField({ label, value, onChange, className, ...rest }: SearchFieldProps) {
  return (
    <div className={cx("relative", className)}>
      <Search
        aria-hidden
        size={14}
        className="pointer-events-none absolute top-2.25 left-2.5 text-muted"
      />
      <input
        type="search"
        autoComplete="off"
        spellCheck={false}
        placeholder={label}
        {...rest}
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={cx(fieldClass, "h-8 pr-2 pl-8")}
      />
    </div>
  );
}
