import { expect, test } from "vitest";

import { asText, schemaChoices, schemaType, sliderStep } from "@/fields/schema";

test("the type of a value that may be absent is the other one", () => {
  expect(schemaType({ type: ["null", "integer"] })).toBe("integer");
  expect(schemaType({})).toBe("object");
});

test("choices come with their words, or are their own words", () => {
  expect(schemaChoices({ oneOf: [{ const: "hd", title: "High" }] })).toEqual([
    { const: "hd", title: "High" },
  ]);
  expect(schemaChoices({ enum: ["a", 2, null] })).toEqual([
    { const: "a", title: "A" },
    { const: 2, title: "2" },
  ]);
});

test.each([
  [{ type: "number", minimum: 0, maximum: 1 }, 0.01],
  [{ type: "number", minimum: 0, maximum: 20 }, 0.1],
  [{ type: "integer", minimum: 1, maximum: 50 }, 1],
  [{ type: "number", minimum: 0, maximum: 10, multipleOf: 0.5 }, 0.5],
  [{ type: "integer", minimum: 0, maximum: 4294967295 }, null],
  [{ type: "integer", minimum: 0 }, null],
])("a slider over %j steps by %s", (schema, expected) => {
  expect(sliderStep(schema)).toBe(expected);
});

test("a value in one line", () => {
  expect(asText("fox")).toBe("fox");
  expect(asText({ a: 1 })).toBe('{"a":1}');
  expect(asText(null)).toBe("");
});
