import type { JsonValue, NodeRecord } from "@/api/types";

import { valueNames, type BelowName } from "./belowNames";
import { typeOf, type Catalogue } from "./catalogue";
import { edgesInto, type Doc } from "./document";
import { namedLists, namesLists } from "./namedLists";
import { inputPorts } from "./ports";
import { exampleAt, triggerOf } from "./trigger";

const COLUMN = /^[A-Za-z_]\w*$/;

/** What stands below an item of the list that comes into a node, as far as that is known. */
export function namesOfItemsIn(doc: Doc, catalogue: Catalogue, node: NodeRecord): BelowName[] {
  return new Search(doc, catalogue).into(node);
}

/** Every node is asked once: lists may be wired in a circle while they are drawn. */
class Search {
  private readonly asked = new Set<string>();

  constructor(
    private readonly doc: Doc,
    private readonly catalogue: Catalogue,
  ) {}

  /**
   * By the list that is wired in, else by the one that a field names, else by the node's own.
   * Where several items come together, an item is a list, and a list has no names.
   */
  into(node: NodeRecord): BelowName[] {
    if (Number(node.data["batchSize"] ?? 1) > 1) return [];
    const sockets = inputPorts(this.doc, this.catalogue, node).filter(
      (port) => port.takes === "list",
    );
    const wire = edgesInto(this.doc, node.id).find((edge) =>
      sockets.some((port) => port.name === edge.targetHandle),
    );
    if (wire) return this.outOf(wire.source);
    return this.held(Object.values(node.data), node.data["split"]);
  }

  private outOf(nodeId: string): BelowName[] {
    const node = this.doc.nodes.byId[nodeId];
    const type = node && typeOf(this.catalogue, node);
    if (!type || this.asked.has(nodeId)) return [];
    this.asked.add(nodeId);
    return namesLists(type) ? this.combined(node) : this.into(node);
  }

  /** Below the items of a list that a template names. */
  private named(root: string, field: string): BelowName[] {
    const node =
      root === "trigger" ? triggerOf(this.doc, this.catalogue) : this.doc.nodes.byId[root];
    const type = node && typeOf(this.catalogue, node);
    const example = node && type ? exampleAt(node, type, field) : undefined;
    if (Array.isArray(example)) return firstNames(example);
    return node ? this.outOf(node.id) : [];
  }

  private combined(node: NodeRecord): BelowName[] {
    return namedLists(node).flatMap(({ name, items, split }) => {
      const [wire] = edgesInto(this.doc, node.id, name);
      const below = wire ? this.outOf(wire.source) : this.held([items ?? null], split);
      const nested = below.map((each) => ({ ...each, path: `${name}.${each.path}` }));
      return [{ path: name, type: "any" }, ...nested];
    });
  }

  private held(values: readonly JsonValue[], split: JsonValue | undefined): BelowName[] {
    for (const value of values) {
      if (Array.isArray(value)) return firstNames(value);
      if (typeof value !== "string") continue;
      const [, root, field] =
        /^\s*\{\{-?\s*([a-z]\w*)\.output\.(\w+)\s*-?\}\}\s*$/.exec(value) ?? [];
      if (root !== undefined && field !== undefined) return this.named(root, field);
      if (split === "csv") return columns(value);
    }
    return [];
  }
}

/** Names below the first of several items; none of their values is one of a run. */
function firstNames(items: readonly JsonValue[]): BelowName[] {
  return valueNames(items[0]).map(({ path, type }) => ({ path, type }));
}

/** The columns of a table; a single one gives its values alone. */
function columns(text: string): BelowName[] {
  const names = (text.trim().split(/\r?\n/, 1)[0] ?? "").split(",").map((name) => name.trim());
  return names.length < 2
    ? []
    : names.filter((name) => COLUMN.test(name)).map((path) => ({ path, type: "text" }));
}
