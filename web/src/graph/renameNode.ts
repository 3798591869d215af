import type { Annotation } from "./annotations";
import { renamed } from "./clipboard";
import { edgesOf, nodesOf, type Doc } from "./document";
import { equal } from "./equal";
import { withFormer } from "./formerNames";
import type { Change, Patch } from "./patch";

/**
 * Gives a node another id. Wires, templates that read it, what stands inside it and the groups
 * it is in go with it.
 */
export function renameNodePatch(doc: Doc, from: string, to: string): Patch {
  const ids = new Map([[from, to]]);
  const nodes = nodesOf(doc).flatMap((node, at): Change[] => {
    const next = renamed(node, ids);
    if (node.id === from) {
      return [
        { op: "removeNode", id: from },
        { op: "addNode", node: withFormer(next, from), at },
      ];
    }
    const parent: Change[] =
      node.parentId === next.parentId
        ? []
        : [{ op: "setNode", id: node.id, path: ["parentId"], value: next.parentId }];
    return equal(node.data, next.data)
      ? parent
      : [...parent, { op: "setNode", id: node.id, path: ["data"], value: next.data }];
  });
  const wires = edgesOf(doc).flatMap((edge) =>
    (["source", "target"] as const).flatMap((end): Change[] =>
      edge[end] === from ? [{ op: "setEdge", id: edge.id, path: [end], value: to }] : [],
    ),
  );
  const groups = Object.values(doc.annotations.byId).flatMap((each) => groupChange(each, ids));
  return [...nodes, ...wires, ...groups];
}

function groupChange(each: Annotation, ids: ReadonlyMap<string, string>): Change[] {
  if (each.kind !== "group" || !each.members.some((member) => ids.has(member))) return [];
  const members = each.members.map((member) => ids.get(member) ?? member);
  return [{ op: "setAnnotation", id: each.id, path: ["members"], value: members }];
}
