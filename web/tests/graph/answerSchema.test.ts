import { describe, expect, it } from "vitest";

import { readAnswerFields, writeAnswerFields, type AnswerField } from "@/graph/answerSchema";

const plain: AnswerField = {
  name: "subject",
  type: "text",
  description: "What is seen",
  required: true,
  choices: [],
};

describe("the fields of an answer", () => {
  it("are written as a JSON Schema and read back the same", () => {
    const fields: AnswerField[] = [
      plain,
      { ...plain, name: "mood", type: "choice", choices: ["calm", "bold"] },
      { ...plain, name: "count", type: "integer", description: "", required: false },
      { ...plain, name: "share", type: "number" },
      { ...plain, name: "urgent", type: "boolean" },
      { ...plain, name: "tags", type: "list" },
    ];
    expect(readAnswerFields(writeAnswerFields(fields))).toEqual(fields);
    expect(writeAnswerFields([plain])).toEqual({
      type: "object",
      properties: { subject: { type: "string", description: "What is seen" } },
      required: ["subject"],
    });
  });

  it("none are no schema at all", () => {
    expect(writeAnswerFields([])).toBeUndefined();
    expect(readAnswerFields(undefined)).toEqual([]);
  });

  it.each([
    [{ type: "array" }],
    [{ type: "object", properties: { a: { type: "object", properties: {} } } }],
    [{ type: "object", properties: { a: { type: "string", maxLength: 3 } } }],
    [{ type: "object", properties: { a: { type: "array", items: { type: "number" } } } }],
    [{ type: "object", properties: { a: { type: "string" } }, additionalProperties: false }],
    ["no schema"],
  ])("%j says more than fields can", (schema) => {
    expect(readAnswerFields(schema)).toBeNull();
  });
});
