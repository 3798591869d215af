import type { Estimate } from "@/api/types";
import { dateWords, numberWords, timeOfDay } from "@/i18n/locale";
import { t } from "@/i18n/t";

/** What something may cost, by its upper bound. An unknown price is said, never shown as nothing. */
export function priceWords(estimate: Estimate | null): string {
  const most = estimate?.maxCredits ?? null;
  if (most === null) return t("fields.priceUnknown");
  return boundWords(most, estimate?.exact ?? false);
}

/** The most that something costs: `35 cr` where it costs just that, else `~35 cr`. */
export function boundWords(credits: number, exact: boolean): string {
  if (credits === 0) return t("canvas.free");
  return exact ? t("canvas.cost", { n: credits }) : t("canvas.credits", { n: credits });
}

/** A price that was paid. */
export function costWords(credits: number | null): string {
  if (credits === null) return t("fields.costUnknown");
  return credits === 0 ? t("canvas.free") : t("canvas.cost", { n: credits });
}

/** A duration as a clock shows it: `00:14`, `1:02:03`; under a second `0.4 s`. */
export function durationWords(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return t("canvas.seconds", { n: numberWords(seconds, 1) });
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 && shown.length > 2 ? part : pad(part))).join(":");
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A moment as people say it: `just now`, `12 min ago`, `today 14:05`, then the date. */
export function whenWords(iso: string, now: number): string {
  const moment = new Date(iso);
  const age = now - moment.getTime();
  if (age < MINUTE) return t("fields.justNow");
  if (age < HOUR) return t("fields.minutesAgo", { n: Math.floor(age / MINUTE) });
  const time = timeOfDay(moment);
  if (age < DAY && new Date(now).getDate() === moment.getDate()) return t("fields.today", { time });
  return `${dateWords(moment, { day: "numeric", month: "short" })}, ${time}`;
}

/** A moment in the time of this place: `21 Nov 2026, 14:05`. */
export function momentWords(moment: string): string {
  const at = new Date(moment);
  const day = dateWords(at, { day: "numeric", month: "short", year: "numeric" });
  return `${day}, ${timeOfDay(at)}`;
}

/** A day such as `2026-11-21` as people write it. */
export function dayWords(day: string): string {
  return dateWords(new Date(day), {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}
