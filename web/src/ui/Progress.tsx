interface ProgressProps {
  label: string;
  /** 0 to 1; null while it cannot be known. */
  fraction: number | null;
}

/** The gold line: 3 px, nothing else. */
export function Progress({ label, fraction }: ProgressProps) {
  const percent = fraction === null ? null : Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      className="h-0.75 w-full overflow-hidden rounded-full bg-hover"
    >
      <div
        className={
          percent === null
            ? "h-full w-1/4 animate-pulse rounded-full bg-gold"
            : "h-full rounded-full bg-gold transition-[width]"
        }
        style={percent === null ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
