import { expect, test } from "vitest";

import { shownZone, timeHere, timeThere } from "@/fields/zonedTime";

const moment = "2026-11-30T08:00:00Z";

test("a time is told as the clocks are in its time zone", () => {
  expect(timeThere(moment, "Europe/Rome")).toBe("Mon, 30 Nov 2026, 09:00");
  expect(timeThere("2026-07-06T07:00:00Z", "Europe/Rome")).toBe("Mon, 6 Jul 2026, 09:00");
});

test("beside it stands the time here where that is another", () => {
  expect(timeHere(moment, "Europe/Rome", "America/New_York")).toBe("03:00 here");
  expect(timeHere(moment, "Asia/Tokyo", "Pacific/Honolulu")).toBe("29 Nov, 22:00 here");
  expect(timeHere(moment, "Europe/Rome", "Europe/Berlin")).toBeNull();
});

test("a time zone that the browser does not know is told of in UTC", () => {
  expect(shownZone("Asia/Tokyo")).toBe("Asia/Tokyo");
  expect(shownZone("Mars/Olympus")).toBe("UTC");
});
