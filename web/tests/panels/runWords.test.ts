import { expect, test } from "vitest";

import { assetIn, spent, valueWords } from "@/panels/drawers/runs/runWords";

test("a picture is shown and not told", () => {
  expect(assetIn({ attachmentId: "ast_1", imageUrl: "https://a/b" })).toBe("ast_1");
  expect(assetIn({ assetId: "ast_2" })).toBe("ast_2");
  expect(assetIn("ast_3")).toBeNull();
  expect(valueWords({ assetId: "ast_2" })).toBe("");
  expect(valueWords("http://host:1/files/ast_1/a.png?expires=1&signature=x")).toBe("");
});

test("everything else is told in a line", () => {
  expect(valueWords(["a fox", 3, null, true])).toBe("a fox, 3, true");
  expect(valueWords("https://example.org/files/of-mine")).toBe("https://example.org/files/of-mine");
});

test("what has not ended took no time yet", () => {
  expect(spent({ startedAt: "2026-01-01T00:00:00Z", endedAt: null })).toBe("");
  expect(spent({ startedAt: "2026-01-01T00:00:00Z", endedAt: "2026-01-01T00:00:02Z" })).toBe(
    "2.0 s",
  );
});
