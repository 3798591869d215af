import type { NodeData, NodeRecord, NodeType, Position } from "@/api/types";

import { groupsOf, type Group } from "./annotations";
import { edgesOf, type Doc } from "./document";
import { fieldSpecs, type DataChanges } from "./fieldSpec";
import { takenIds } from "./formerNames";
import { newNodeId } from "./ids";
import type { Change, Patch } from "./patch";

/** A new node of a type, with the defaults of its schema that are not the empty one. */
export function newNode(
  doc: Doc,
  type: NodeType,
  position: Position,
  data: NodeData = {},
): NodeRecord {
  const id = newNodeId(takenIds(doc), type.type);
  const wanted: NodeData = {};
  for (const field of fieldSpecs(type)) {
    if (type.dataSchema.required?.includes(field.name) && field.default !== undefined)
      wanted[field.name] = field.default;
  }
  return { id, type: type.type, position, data: { ...wanted, ...data } };
}

export function addNodePatch(doc: Doc, node: NodeRecord): Patch {
  return [{ op: "addNode", node, at: doc.nodes.order.length }];
}

/** Takes away nodes, what stands inside them, and every wire at them; and single wires and annotations. */
export function removePatch(
  doc: Doc,
  nodeIds: Iterable<string>,
  edgeIds: Iterable<string>,
  annotationIds: Iterable<string> = [],
): Patch {
  const nodes = withChildren(doc, nodeIds);
  const edges = new Set(edgeIds);
  for (const edge of edgesOf(doc)) {
    if (nodes.has(edge.source) || nodes.has(edge.target)) edges.add(edge.id);
  }
  return [
    ...[...edges].map((id): Change => ({ op: "removeEdge", id })),
    ...[...nodes].map((id): Change => ({ op: "removeNode", id })),
    ...[...annotationIds].map((id): Change => ({ op: "removeAnnotation", id })),
  ];
}

export function dataPatch(nodeId: string, changes: DataChanges): Patch {
  return Object.entries(changes).map(([key, value]): Change => ({
    op: "setNode",
    id: nodeId,
    path: ["data", key],
    value,
  }));
}

/** Puts nodes and comments elsewhere. */
export function movePatch(doc: Doc, positions: Readonly<Record<string, Position>>): Patch {
  return Object.entries(positions).map(([id, value]): Change => ({
    op: id in doc.nodes.byId ? "setNode" : "setAnnotation",
    id,
    path: ["position"],
    value,
  }));
}

/** Frames nodes and comments; each then belongs to this group alone. */
export function groupPatch(doc: Doc, id: string, members: readonly string[]): Patch {
  const taken = new Set(members);
  const others = groupsOf(doc.annotations).flatMap((group): Change[] => {
    const left = group.members.filter((member) => !taken.has(member));
    if (left.length === group.members.length) return [];
    return left.length === 0
      ? [{ op: "removeAnnotation", id: group.id }]
      : [{ op: "setAnnotation", id: group.id, path: ["members"], value: left }];
  });
  const annotation: Group = { kind: "group", id, title: "", color: "plain", members };
  return [...others, { op: "addAnnotation", annotation, at: doc.annotations.order.length }];
}

function withChildren(doc: Doc, ids: Iterable<string>): Set<string> {
  const all = new Set(ids);
  for (let grew = true; grew;) {
    grew = false;
    for (const node of Object.values(doc.nodes.byId)) {
      if (node.parentId === undefined || !all.has(node.parentId) || all.has(node.id)) continue;
      all.add(node.id);
      grew = true;
    }
  }
  return all;
}
