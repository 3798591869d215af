import { expect, test } from "vitest";

import { isNarrowed, noFilter, toQuery } from "@/store/libraryFilter";

const now = new Date(2026, 2, 1, 14, 30);
const day = (month: number, date: number) => new Date(2026, month - 1, date).toISOString();

test("days begin at midnight where the person is, over the end of a month too", () => {
  expect(toQuery({ ...noFilter, time: "today" }, now).createdAfter).toBe(day(3, 1));
  expect(toQuery({ ...noFilter, time: "week" }, now).createdAfter).toBe(day(2, 23));
});

test("both days of an own time are included, and either may be open", () => {
  const own = { ...noFilter, time: "own", from: "2026-02-10", to: "2026-02-28" } as const;
  const query = toQuery(own, now);
  expect([query.createdAfter, query.createdBefore]).toEqual([day(2, 10), day(3, 1)]);
  expect(toQuery({ ...own, from: "" }, now).createdAfter).toBeUndefined();
  expect(toQuery({ ...own, to: "" }, now).createdBefore).toBeUndefined();
});

test("days that were given do not count while another time is chosen", () => {
  const query = toQuery({ ...noFilter, from: "2026-02-10" }, now);
  expect(query.createdAfter).toBeUndefined();
});

test("blanks narrow nothing", () => {
  expect(isNarrowed({ ...noFilter, q: " " })).toBe(false);
  expect(isNarrowed({ ...noFilter, model: "sketch" })).toBe(true);
});
