import type { EdgeRecord, JsonValue, NodeData, NodeRecord, Position } from "@/api/types";

import { edgesOf, type Doc } from "./document";
import { newEdgeId, newNodeId } from "./ids";
import type { Change, Patch } from "./patch";
import { renameInTemplate } from "./template";

export const CLIPBOARD_TYPE = "application/x-limner+json";

/** A piece of a document on the clipboard. */
export interface Piece {
  limner: 1;
  nodes: NodeRecord[];
  edges: EdgeRecord[];
}

/** The nodes and the wires between them. */
export function copyPiece(doc: Doc, nodeIds: readonly string[]): Piece {
  const chosen = new Set(nodeIds);
  return {
    limner: 1,
    nodes: doc.nodes.order.flatMap((id) => (chosen.has(id) ? (doc.nodes.byId[id] ?? []) : [])),
    edges: edgesOf(doc).filter((edge) => chosen.has(edge.source) && chosen.has(edge.target)),
  };
}

/** Reads what another canvas put on the clipboard; null for anything else. */
export function readPiece(text: string): Piece | null {
  try {
    const value = JSON.parse(text) as Partial<Piece> | null;
    const sound = value?.limner === 1 && Array.isArray(value.nodes) && Array.isArray(value.edges);
    return sound ? (value as Piece) : null;
  } catch {
    return null;
  }
}

/** Puts a piece into the document under new ids, its first corner at `place` or a little beside. */
export function pastePatch(
  doc: Doc,
  piece: Piece,
  place?: Position,
): { patch: Patch; nodeIds: string[] } {
  const ids = freshIds(new Set(doc.nodes.order), piece.nodes);
  const shift = shiftTo(piece.nodes, place);
  const nodes = piece.nodes.map((node) => renamed(node, ids, shift));
  const edges = piece.edges.map((edge) => ({
    ...edge,
    id: newEdgeId(doc),
    source: ids.get(edge.source) ?? edge.source,
    target: ids.get(edge.target) ?? edge.target,
  }));
  const patch = [
    ...nodes.map((node, i): Change => ({ op: "addNode", node, at: doc.nodes.order.length + i })),
    ...edges.map((edge, i): Change => ({ op: "addEdge", edge, at: doc.edges.order.length + i })),
  ];
  return { patch, nodeIds: nodes.map((node) => node.id) };
}

/** A new id for each node; `taken` grows by them. */
export function freshIds(taken: Set<string>, nodes: readonly NodeRecord[]): Map<string, string> {
  const ids = new Map<string, string>();
  for (const node of nodes) {
    const id = newNodeId(taken, node.id);
    taken.add(id);
    ids.set(node.id, id);
  }
  return ids;
}

/** A node under its new id, with the names in its templates, and its parent, changed alike. */
export function renamed(
  node: NodeRecord,
  ids: ReadonlyMap<string, string>,
  shift: Position = { x: 0, y: 0 },
): NodeRecord {
  const parent =
    node.parentId === undefined ? {} : { parentId: ids.get(node.parentId) ?? node.parentId };
  return {
    ...node,
    ...parent,
    id: ids.get(node.id) ?? node.id,
    position: { x: node.position.x + shift.x, y: node.position.y + shift.y },
    data: renameTexts(node.data, ids) as NodeData,
  };
}

function renameTexts(value: JsonValue, ids: ReadonlyMap<string, string>): JsonValue {
  if (typeof value === "string") return renameInTemplate(value, ids);
  if (Array.isArray(value)) return value.map((item) => renameTexts(item, ids));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, renameTexts(item, ids)]),
  );
}

function shiftTo(nodes: readonly NodeRecord[], place: Position | undefined): Position {
  if (!place) return { x: 40, y: 40 };
  const left = Math.min(...nodes.map((node) => node.position.x));
  const top = Math.min(...nodes.map((node) => node.position.y));
  return { x: place.x - left, y: place.y - top };
}
