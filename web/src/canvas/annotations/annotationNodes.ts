import type { Node } from "@xyflow/react";

import type { Position } from "@/api/types";
import { commentsOf, frameOf, groupsOf, type Comment, type Group } from "@/graph/annotations";
import { withInside } from "@/graph/containers";
import type { Doc } from "@/graph/document";
import type { Box } from "@/graph/layout/boxes";
import { t } from "@/i18n/t";

import { boxOf } from "../boxOf";
import type { CardNode } from "../flow";

export type CommentNode = Node<{ comment: Comment }, "comment">;
export type FrameNode = Node<{ group: Group }, "frame">;
export type AnnotationNode = CommentNode | FrameNode;

/** Behind the nodes and the wires, selected too: the library lifts what is selected by 1,000. */
const LEVEL = { frame: -3_000, comment: -2_000 } as const;

interface Shown {
  selected: readonly string[];
  dragged: Readonly<Record<string, Position>>;
  hidden: boolean;
}

/** Comments, and frames around what groups hold, as nodes of the graph library. */
export function annotationNodes(
  doc: Doc,
  cards: readonly CardNode[],
  { selected, dragged, hidden }: Shown,
): AnnotationNode[] {
  if (doc.annotations.order.length === 0) return none;
  const chosen = new Set(selected);
  const boxes = new Map<string, Omit<Box, "id">>(cards.map((card) => [card.id, boxOf(card)]));
  const comments = commentsOf(doc.annotations).map((comment): CommentNode => {
    const position = dragged[comment.id] ?? comment.position;
    const { width, height } = comment;
    boxes.set(comment.id, { ...position, width, height });
    const text = comment.text || t("mechanics.commentEmpty");
    return {
      ...{ id: comment.id, type: "comment", position, width, height, hidden },
      ...{ measured: { width, height }, zIndex: LEVEL.comment, selected: chosen.has(comment.id) },
      ariaLabel: t("mechanics.commentNamed", { text }),
      data: { comment },
    };
  });
  const frames = groupsOf(doc.annotations).flatMap((group): FrameNode[] => {
    const frame = frameOf(group.members.flatMap((id) => boxes.get(id) ?? []));
    if (!frame) return [];
    const { x, y, width, height } = frame;
    return [
      {
        ...{ id: group.id, type: "frame", position: { x, y }, width, height, hidden },
        ...{ measured: { width, height }, zIndex: LEVEL.frame, selected: chosen.has(group.id) },
        ariaLabel: t("mechanics.groupNamed", { title: group.title }),
        dragHandle: ".limner-grip",
        // What is inside the frame lies open to the pointer.
        style: { pointerEvents: "none" },
        data: { group },
      },
    ];
  });
  return [...frames, ...comments];
}

const none: AnnotationNode[] = [];

/** What moves takes along what it holds: a frame its members, a node what stands inside it. */
export function withMembers(
  doc: Doc,
  places: Readonly<Record<string, Position>>,
): Record<string, Position> {
  const all = { ...places };
  for (const group of groupsOf(doc.annotations)) {
    const to = places[group.id];
    if (!to) continue;
    delete all[group.id];
    const members = group.members.flatMap((id) => {
      const place = doc.nodes.byId[id]?.position ?? commentPlace(doc, id);
      return place ? [{ id, ...place, width: 0, height: 0 }] : [];
    });
    const from = frameOf(members);
    if (!from) continue;
    for (const { id, x, y } of members) all[id] ??= { x: x + to.x - from.x, y: y + to.y - from.y };
  }
  return withInside(doc, all);
}

/** Nodes, comments, and what groups hold, all moved as far as each other from where the document has them. */
export function shifted(doc: Doc, ids: readonly string[], by: Position): Record<string, Position> {
  const members = ids.flatMap((id) => {
    const annotation = doc.annotations.byId[id];
    return annotation?.kind === "group" ? annotation.members : [id];
  });
  const places = members.flatMap((id): [string, Position][] => {
    const at = doc.nodes.byId[id]?.position ?? commentPlace(doc, id);
    return at ? [[id, { x: at.x + by.x, y: at.y + by.y }]] : [];
  });
  return withInside(doc, Object.fromEntries(places));
}

function commentPlace(doc: Doc, id: string): Position | undefined {
  const annotation = doc.annotations.byId[id];
  return annotation?.kind === "comment" ? annotation.position : undefined;
}
