import type { Publication } from "@/api/types";
import { NextTimes } from "@/fields/NextTimes";
import { tl } from "@/i18n/later";

interface ClockTriggerProps {
  clock: NonNullable<Publication["clock"]>;
}

/** When the workflow starts next, in the schedule's time zone. */
export function ClockTrigger({ clock }: ClockTriggerProps) {
  return (
    <div className="flex flex-col gap-1">
      <h3 className="text-sm font-medium">
        {tl("publish.clock")} <span className="font-mono text-muted">{clock.cron}</span>
      </h3>
      <NextTimes times={clock.nextTimes} timeZone={clock.timeZone} />
      {clock.lastError ? (
        <p role="alert" className="text-sm text-bad">
          {tl("publish.lastError", { reason: clock.lastError })}
        </p>
      ) : null}
    </div>
  );
}
