import { expect, test } from "vitest";

import { Notices, type Notice } from "@/store/notices";

test("what is said before anybody listens is heard once, by the first who does", () => {
  const notices = new Notices();
  const first: Notice[] = [];
  const second: Notice[] = [];
  notices.say({ text: "early" });
  notices.listen((notice) => first.push(notice));
  notices.listen((notice) => second.push(notice));
  notices.say({ text: "late" });
  expect(first.map(({ text }) => text)).toEqual(["early", "late"]);
  expect(second.map(({ text }) => text)).toEqual(["late"]);
});
