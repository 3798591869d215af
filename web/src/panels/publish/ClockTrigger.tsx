import type { Publication } from "@/api/types";
import { momentWords } from "@/fields/words";
import { tl } from "@/i18n/later";

interface ClockTriggerProps {
  clock: NonNullable<Publication["clock"]>;
}

/** When the workflow starts next, in the time of this place. */
export function ClockTrigger({ clock }: ClockTriggerProps) {
  return (
    <div className="flex flex-col gap-1">
      <h3 className="text-sm font-medium">
        {tl("publish.nextTimes")} <span className="font-mono text-muted">{clock.cron}</span>{" "}
        <span className="text-muted">{clock.timeZone}</span>
      </h3>
      <ol className="flex flex-col text-sm text-muted tabular-nums">
        {clock.nextTimes.map((time) => (
          <li key={time}>{momentWords(time)}</li>
        ))}
      </ol>
      {clock.lastError ? (
        <p role="alert" className="text-sm text-bad">
          {tl("publish.lastError", { reason: clock.lastError })}
        </p>
      ) : null}
    </div>
  );
}
