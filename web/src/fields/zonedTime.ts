import { tl } from "@/i18n/later";
import { dateWords, timeOfDay } from "@/i18n/locale";

export const UTC = "UTC";

/** The time zone of this browser. */
export function zoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** A time zone as far as this browser knows it; one that it does not know is told of in UTC. */
export function shownZone(timeZone: string): string {
  try {
    Intl.DateTimeFormat(undefined, { timeZone });
    return timeZone;
  } catch {
    return UTC;
  }
}

/** `Mon, 30 Nov 2026, 09:00`, as the clocks are in a time zone. */
export function timeThere(moment: string, timeZone: string): string {
  return words(moment, { weekday: "short", year: "numeric", timeZone });
}

/** The same moment as the clocks are here, where that is another time: `03:00 here`. */
export function timeHere(moment: string, timeZone: string, here = zoneHere()): string | null {
  if (timeThere(moment, timeZone) === timeThere(moment, here)) return null;
  const sameDay = day(moment, timeZone) === day(moment, here);
  const time = sameDay ? clock(moment, here) : words(moment, { timeZone: here });
  return tl("triggers.here", { time });
}

function words(moment: string, options: Intl.DateTimeFormatOptions & { timeZone: string }): string {
  const date = dateWords(new Date(moment), { day: "numeric", month: "short", ...options });
  return `${date}, ${clock(moment, options.timeZone)}`;
}

function day(moment: string, timeZone: string): string {
  return dateWords(new Date(moment), { timeZone });
}

function clock(moment: string, timeZone: string): string {
  return timeOfDay(new Date(moment), timeZone);
}
