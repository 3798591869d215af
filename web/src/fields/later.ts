import { part } from "@/ui/part";

/** Of the side panel, whose queries it uses. */
export const FilledIn = part(() => import("./FilledIn").then((it) => it.FilledIn));
