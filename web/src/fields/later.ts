import { part } from "@/ui/part";

/** Of the side panel, whose queries it uses. */
export const CronTimes = part(() => import("./CronTimes").then((it) => it.CronTimes));
export const FilledIn = part(() => import("./FilledIn").then((it) => it.FilledIn));
