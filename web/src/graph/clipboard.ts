import type { EdgeRecord, JsonValue, NodeData, NodeRecord, Position } from "@/api/types";

import {
  commentsOf,
  groupsOf,
  readAnnotations,
  type Annotation,
  type Comment,
  type Group,
} from "./annotations";
import { edgesOf, type Doc, type Table } from "./document";
import { takenIds } from "./formerNames";
import { newAnnotationId, newEdgeId, newNodeId } from "./ids";
import { insideOf } from "./nesting";
import type { Change, Patch } from "./patch";
import { renameInTemplate } from "./template";

export const CLIPBOARD_TYPE = "application/x-limner+json";

/** A piece of a document on the clipboard. */
export interface Piece {
  limner: 1;
  nodes: NodeRecord[];
  edges: EdgeRecord[];
  comments?: Comment[];
  groups?: Group[];
}

/** The chosen nodes with what is inside them, comments, the wires between and the groups filled. */
export function copyPiece(
  doc: Doc,
  nodeIds: readonly string[],
  annotationIds: readonly string[] = [],
): Piece {
  const inside = nodeIds.flatMap((id) => insideOf(doc.nodes, id));
  const chosen = new Set([...nodeIds, ...inside, ...annotationIds]);
  const all = new Set([...doc.nodes.order, ...doc.annotations.order]);
  const isWhole = ({ members }: Group) => {
    const there = members.filter((id) => all.has(id));
    return there.length > 0 && there.every((id) => chosen.has(id));
  };
  return {
    limner: 1,
    comments: commentsOf(doc.annotations).filter((comment) => chosen.has(comment.id)),
    groups: groupsOf(doc.annotations).filter(isWhole),
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
): { patch: Patch; nodeIds: string[]; annotationIds: string[] } {
  const ids = freshIds(takenIds(doc), piece.nodes);
  const given = readAnnotations(piece.comments, piece.groups);
  for (const { id, kind } of given) ids.set(id, newAnnotationId(kind));
  const shift = shiftTo([...piece.nodes, ...given.filter(isComment)], place);
  const annotations = given.map((each) => renamedAnnotation(each, ids, shift));
  const nodes = piece.nodes.map(({ was: _was, ...node }) =>
    housed(renamed(node, ids, shift), doc, ids),
  );
  const edges = piece.edges.map((edge) => ({
    ...edge,
    id: newEdgeId(doc),
    source: ids.get(edge.source) ?? edge.source,
    target: ids.get(edge.target) ?? edge.target,
  }));
  const patch = [
    ...nodes.map((node, i): Change => ({ op: "addNode", node, at: doc.nodes.order.length + i })),
    ...edges.map((edge, i): Change => ({ op: "addEdge", edge, at: doc.edges.order.length + i })),
    ...annotations.map((annotation, i): Change => ({
      op: "addAnnotation",
      annotation,
      at: doc.annotations.order.length + i,
    })),
  ];
  return {
    patch,
    nodeIds: nodes.map((node) => node.id),
    annotationIds: annotations.filter(isComment).map((comment) => comment.id),
  };
}

/** Without the node it stood in, where that is neither here nor came along. */
function housed(node: NodeRecord, doc: Doc, ids: ReadonlyMap<string, string>): NodeRecord {
  const { parentId, ...free } = node;
  if (parentId === undefined || parentId in doc.nodes.byId) return node;
  return Array.from(ids.values()).includes(parentId) ? node : free;
}

/** Groups whose members have been given other ids. */
export function renamedMembers(
  annotations: Table<Annotation>,
  ids: ReadonlyMap<string, string>,
): Table<Annotation> {
  const byId = Object.fromEntries(
    Object.entries(annotations.byId).map(([id, each]) => [
      id,
      each.kind === "group"
        ? { ...each, members: each.members.map((member) => ids.get(member) ?? member) }
        : each,
    ]),
  );
  return { byId, order: annotations.order };
}

function renamedAnnotation(
  annotation: Annotation,
  ids: ReadonlyMap<string, string>,
  shift: Position,
): Annotation {
  const id = ids.get(annotation.id) ?? annotation.id;
  if (annotation.kind === "group") {
    // What was not copied along is no member of the copy.
    return {
      ...annotation,
      id,
      members: annotation.members.flatMap((each) => ids.get(each) ?? []),
    };
  }
  const { x, y } = annotation.position;
  return { ...annotation, id, position: { x: x + shift.x, y: y + shift.y } };
}

function isComment(annotation: Annotation): annotation is Comment {
  return annotation.kind === "comment";
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

function shiftTo(nodes: readonly { position: Position }[], place: Position | undefined): Position {
  if (!place) return { x: 40, y: 40 };
  const left = Math.min(...nodes.map((node) => node.position.x));
  const top = Math.min(...nodes.map((node) => node.position.y));
  return { x: place.x - left, y: place.y - top };
}
