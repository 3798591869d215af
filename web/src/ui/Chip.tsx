import type { ReactNode } from "react";

interface ChipProps {
  /** A CSS colour; a tint of it is laid behind the words. */
  color?: string;
  children: ReactNode;
}

/** A small named block, as stands in a prompt for a wired text. */
export function Chip({ color = "var(--muted)", children }: ChipProps) {
  return (
    <span
      className="inline-flex max-w-full items-center rounded-sm px-1.5 text-sm font-semibold"
      style={{
        color: `color-mix(in srgb, ${color} 72%, var(--text))`,
        background: `color-mix(in srgb, ${color} 16%, transparent)`,
      }}
    >
      <span className="truncate">{children}</span>
    </span>
  );
}
