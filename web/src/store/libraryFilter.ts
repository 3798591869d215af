import type { AssetQuery } from "@/api/client";

export const TIMES = ["", "today", "week", "month", "own"] as const;
export type TimeChoice = (typeof TIMES)[number];

/** What the library is narrowed to; empty texts narrow nothing. */
export interface LibraryFilter {
  q: string;
  origin: string;
  model: string;
  workflowId: string;
  time: TimeChoice;
  /** First and last day of an own time, as `2026-11-21`. */
  from: string;
  to: string;
}

export const noFilter: LibraryFilter = {
  q: "",
  origin: "",
  model: "",
  workflowId: "",
  time: "",
  from: "",
  to: "",
};

const daysBack: Partial<Record<TimeChoice, number>> = { today: 0, week: 6, month: 29 };

/** The question to the server. Days begin where the person is; `now` is a moment of today. */
export function toQuery(filter: LibraryFilter, now: Date): AssetQuery {
  const { q, origin, model, workflowId, time } = filter;
  const back = daysBack[time];
  const own = time === "own";
  const query: AssetQuery = { q: q.trim(), origin, model, workflowId };
  if (back !== undefined) query.createdAfter = dayOf(now, -back).toISOString();
  if (own && filter.from) query.createdAfter = new Date(`${filter.from}T00:00`).toISOString();
  if (own && filter.to) {
    query.createdBefore = dayOf(new Date(`${filter.to}T00:00`), 1).toISOString();
  }
  return query;
}

/** Whether anything narrows the library. */
export function isNarrowed({ q, ...rest }: LibraryFilter): boolean {
  return q.trim() !== "" || Object.values(rest).some((value) => value !== "");
}

/** The beginning of a day, some days away. */
function dayOf(moment: Date, away: number): Date {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() + away);
}
