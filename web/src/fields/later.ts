import { part } from "@/ui/part";

/** Of the side panel, whose queries it uses. */
export const CronTimes = part(() => import("./CronTimes").then((it) => it.CronTimes));
export const FilePicker = part(() => import("./FilePicker").then((it) => it.FilePicker));
export const PickedFile = part(() => import("./PickedFile").then((it) => it.PickedFile));
export const FilledIn = part(() => import("./FilledIn").then((it) => it.FilledIn));
