import type { NodeData, NodeRecord, NodeType, Position } from "@/api/types";

import { edgesOf, type Doc } from "./document";
import { fieldSpecs, type DataChanges } from "./fieldSpec";
import { newNodeId } from "./ids";
import type { Change, Patch } from "./patch";

/** A new node of a type, with the defaults of its schema that are not the empty one. */
export function newNode(
  doc: Doc,
  type: NodeType,
  position: Position,
  data: NodeData = {},
): NodeRecord {
  const id = newNodeId(new Set(doc.nodes.order), type.type);
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

/** Takes away nodes, what stands inside them, and every wire at them; and single wires. */
export function removePatch(doc: Doc, nodeIds: Iterable<string>, edgeIds: Iterable<string>): Patch {
  const nodes = withChildren(doc, nodeIds);
  const edges = new Set(edgeIds);
  for (const edge of edgesOf(doc)) {
    if (nodes.has(edge.source) || nodes.has(edge.target)) edges.add(edge.id);
  }
  return [
    ...[...edges].map((id): Change => ({ op: "removeEdge", id })),
    ...[...nodes].map((id): Change => ({ op: "removeNode", id })),
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

export function movePatch(positions: Readonly<Record<string, Position>>): Patch {
  return Object.entries(positions).map(([id, value]): Change => ({
    op: "setNode",
    id,
    path: ["position"],
    value,
  }));
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
