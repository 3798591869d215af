import { describe, expect, it } from "vitest";

import { cardRows } from "@/graph/fieldSpec";
import { isRunnable, isWriting } from "@/graph/writing";

import { catalogue } from "../fixtures";

const asker = catalogue.types.asker!;
const words = catalogue.types.words!;

describe("a node that a text model may write for", () => {
  it("is one that runs once a model is chosen", () => {
    expect(isWriting(asker, {})).toBe(false);
    expect(isWriting(asker, { writer: "composer" })).toBe(true);
    expect(isRunnable(asker, { writer: "composer" })).toBe(true);
    expect(isWriting(words, { writer: "composer" })).toBe(false);
  });

  it("shows a field only while it has a meaning", () => {
    const shape = asker.dataSchema.properties!;
    const type = {
      ...asker,
      dataSchema: {
        properties: {
          ...shape,
          typed: { "x-place": "card", "x-row": 2, "x-unless": "writer" } as const,
          asked: { "x-place": "card", "x-row": 2, "x-when": "writer" } as const,
        },
      },
    };
    const names = (data: Record<string, string>) =>
      cardRows(type, data).flatMap((row) => row.map((field) => field.name));
    expect(names({})).toEqual(["writer", "typed"]);
    expect(names({ writer: "x" })).toEqual(["writer", "asked"]);
  });
});
