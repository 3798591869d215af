import type { JsonValue, NodeRecord, NodeType } from "@/api/types";

import { typeOf, type Catalogue } from "./catalogue";
import { nodesOf, type Doc } from "./document";
import { namedFields, property } from "./ports";

/** The node whose output is what starts a run: `trigger` in templates. */
export function triggerOf(doc: Doc, catalogue: Catalogue): NodeRecord | undefined {
  return nodesOf(doc).find((node) => {
    const type = typeOf(catalogue, node);
    return type !== null && isTrigger(type, node);
  });
}

function isTrigger({ exampleField, dynamic }: NodeType, node: NodeRecord): boolean {
  return exampleField !== null || (dynamic.outputs === "fields" && namedFields(node).length > 0);
}

/** What a node's data say of a field of its output, by an example or as what it is by default. */
export function exampleAt(node: NodeRecord, type: NodeType, field: string): JsonValue | undefined {
  if (type.exampleField !== null) return property(node.data[type.exampleField], field);
  const fields = type.dynamic.outputs === "fields" ? node.data.fields : undefined;
  const declared = Array.isArray(fields)
    ? fields.find((each) => property(each, "name") === field)
    : undefined;
  return property(declared, "default");
}
