import { expect, test } from "vitest";

import type { NodeType, PropertySchema } from "@/api/types";
import { panelSections } from "@/panels/node/sections";

const properties: Record<string, PropertySchema> = {
  by: { type: "string", default: "ratio", "x-control": "choice" },
  ratio: { type: "string", "x-control": "choice", "x-only": { by: ["ratio"] } },
  width: { type: "integer", "x-control": "number", "x-only": { by: ["pixels", "both"] } },
};

const type = { dataSchema: { type: "object", properties } } as unknown as NodeType;

function shown(data: Record<string, string>): string[] {
  return panelSections(type, data, null).flatMap(({ specs }) => specs.map(({ name }) => name));
}

test("a field is shown while another has a value it belongs to, its default included", () => {
  expect(shown({})).toEqual(["by", "ratio"]);
  expect(shown({ by: "pixels" })).toEqual(["by", "width"]);
  expect(shown({ by: "both" })).toEqual(["by", "width"]);
  expect(shown({ by: "other" })).toEqual(["by"]);
});
