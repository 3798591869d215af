import { tl } from "@/i18n/later";
import { shownZone, timeHere, timeThere } from "./zonedTime";

interface NextTimesProps {
  times: readonly string[];
  /** Of the schedule. */
  timeZone: string;
}

/** When a schedule is next, in its own time zone; beside it the time here, where that differs. */
export function NextTimes({ times, timeZone }: NextTimesProps) {
  const zone = shownZone(timeZone);
  const title = tl("triggers.nextTimes", { zone: zone.replaceAll("_", " ") });
  return (
    <div className="flex flex-col gap-1 text-sm">
      <p className="text-muted">{title}</p>
      <ol aria-label={title} className="flex flex-col tabular-nums">
        {times.map((time) => (
          <li key={time} className="flex justify-between gap-3">
            <time dateTime={time}>{timeThere(time, zone)}</time>
            <span className="text-muted">{timeHere(time, zone)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
