import { expect, test } from "vitest";

import type { JsonValue } from "@/api/types";
import { asName, freeName, readFields, writeFields } from "@/fields/requestFields";

test("fields survive reading and writing", () => {
  const value: JsonValue = [
    { name: "prompt", type: "text", required: true, default: "a fox" },
    { name: "photo", type: "image", description: "To start from" },
  ];
  expect(writeFields(readFields(value))).toEqual(value);
});

test("what is no field is left out", () => {
  expect(readFields(["text", null, 3, [], { name: 4 }])).toEqual([
    { name: "", type: "text", required: false },
  ]);
  expect(readFields(undefined)).toEqual([]);
});

test.each([
  ["product name", "product_name"],
  ["  Größe (cm) ", "Gro_e_cm"],
  ["2nd", "_2nd"],
  ["!?", ""],
])("%j as a name is %j", (text, expected) => {
  expect(asName(text)).toBe(expected);
});

test("a name in use gets the lowest free number", () => {
  expect(freeName("field", ["prompt"])).toBe("field");
  expect(freeName("field", ["field", "field_2"])).toBe("field_3");
});
