import { describe, expect, it } from "vitest";

import { filterOffers, nameOffers } from "@/fields/offers";
import { complete, typedFilter, typedName } from "@/fields/templateText";

const filters = [
  { name: "date", example: "'2026' | date: '%Y'", result: "2026" },
  { name: "slug", example: "'A b' | slug", result: "a-b" },
];

describe("what is offered while a template is typed", () => {
  it("names with what they are and what they were last", () => {
    const name = { expression: "a.output.text", nodeId: "a", nodeTitle: "A", type: "text" };
    expect(nameOffers([{ ...name, value: "x".repeat(50) }], "TEXT")).toEqual([
      {
        label: "a.output.text",
        insert: "a.output.text",
        detail: `A · text · last: ${"x".repeat(40)}…`,
      },
    ]);
    expect(nameOffers([name], "nope")).toEqual([]);
  });

  it("filters after a bar, with the arguments of their example", () => {
    expect(filterOffers(filters, "da")).toEqual([
      { label: "date", insert: "date: '%Y'", detail: "'2026' | date: '%Y' → 2026" },
    ]);
    expect(filterOffers(filters, "").map((offer) => offer.insert)).toEqual(["date: '%Y'", "slug"]);
  });

  it("a filter is put where it is typed, and the expression is closed", () => {
    const text = "At {{ run.startedAt |da";
    expect(typedName(text, text.length)).toBeNull();
    expect(typedFilter(text, text.length)).toEqual({ start: 21, typed: "da" });
    expect(complete(text, text.length, "date: '%Y'").text).toBe(
      "At {{ run.startedAt | date: '%Y' }}",
    );
    expect(typedFilter("{{ a }} | da", 12)).toBeNull();
  });
});
