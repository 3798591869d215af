import type { Position } from "@/api/types";

import { around, type Box } from "./layout/boxes";
import type { Table } from "./document";

/** The quiet colours that comments and groups may have, by the names in the document. */
export const TINTS = ["plain", "sand", "sage", "slate", "plum"] as const;
export type Tint = (typeof TINTS)[number];

/** A text on the canvas, behind the nodes. */
export interface Comment {
  kind: "comment";
  id: string;
  text: string;
  color: Tint;
  position: Position;
  width: number;
  height: number;
}

/** A titled frame around nodes and comments. It is as large as they need. */
export interface Group {
  kind: "group";
  id: string;
  title: string;
  color: Tint;
  /** Ids of nodes and comments; those of what has gone stay, for when it comes back. */
  members: readonly string[];
}

/** What people write about a workflow on its canvas. It changes no result. */
export type Annotation = Comment | Group;

export const COMMENT_SIZE = { width: 260, height: 120, least: 80, most: 2_000 } as const;
const FRAME = { side: 24, top: 52, bottom: 24 } as const;

/** Reads what the document holds under `comments` and `groups`; what makes no sense is left out. */
export function readAnnotations(comments: unknown, groups: unknown): Annotation[] {
  return [...records(comments).flatMap(readComment), ...records(groups).flatMap(readGroup)];
}

/** The two keys of the document; one that would be empty is left out. */
export function writeAnnotations(annotations: Table<Annotation>): Record<string, unknown[]> {
  const all = annotations.order.flatMap((id) => annotations.byId[id] ?? []);
  const comments = all.filter((each) => each.kind === "comment").map(unmarked);
  const groups = all.filter((each) => each.kind === "group").map(unmarked);
  return {
    ...(comments.length > 0 ? { comments } : {}),
    ...(groups.length > 0 ? { groups } : {}),
  };
}

/** The frame around what a group holds; null where nothing of it is there. */
export function frameOf(boxes: readonly Omit<Box, "id">[]): Omit<Box, "id"> | null {
  if (boxes.length === 0) return null;
  const inside = around(boxes);
  return {
    x: inside.x - FRAME.side,
    y: inside.y - FRAME.top,
    width: inside.width + 2 * FRAME.side,
    height: inside.height + FRAME.top + FRAME.bottom,
  };
}

export function groupsOf(annotations: Table<Annotation>): Group[] {
  return annotations.order.flatMap((id) => {
    const found = annotations.byId[id];
    return found?.kind === "group" ? [found] : [];
  });
}

export function commentsOf(annotations: Table<Annotation>): Comment[] {
  return annotations.order.flatMap((id) => {
    const found = annotations.byId[id];
    return found?.kind === "comment" ? [found] : [];
  });
}

function readComment(record: Loose): Comment[] {
  const { position } = record;
  const id = idOf(record.id, "comment");
  if (id === null || !isPosition(position)) return [];
  const { width, height } = COMMENT_SIZE;
  return [
    {
      ...record,
      ...{ kind: "comment", id, position, text: textOf(record.text), color: tintOf(record.color) },
      ...{ width: sizeOf(record.width, width), height: sizeOf(record.height, height) },
    },
  ];
}

function readGroup(record: Loose): Group[] {
  const { members } = record;
  const id = idOf(record.id, "group");
  if (id === null || !Array.isArray(members)) return [];
  const known = members.filter((member): member is string => typeof member === "string");
  return [
    {
      ...record,
      ...{ kind: "group", id, title: textOf(record.title), color: tintOf(record.color) },
      members: known,
    },
  ];
}

type Loose = Readonly<Record<string, unknown>>;

function records(value: unknown): Loose[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is Loose => typeof item === "object" && item !== null);
}

/** An id that no node can have: it holds a hyphen. */
function idOf(value: unknown, kind: Annotation["kind"]): string | null {
  if (typeof value !== "string" || value === "") return null;
  return value.includes("-") ? value : `${kind}-${value}`;
}

function isPosition(value: unknown): value is Position {
  const place = value as Partial<Position> | null | undefined;
  return Number.isFinite(place?.x) && Number.isFinite(place?.y);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function tintOf(value: unknown): Tint {
  return TINTS.find((tint) => tint === value) ?? "plain";
}

function sizeOf(value: unknown, usual: number): number {
  if (typeof value !== "number" || !Number.isFinite(value)) return usual;
  return Math.min(COMMENT_SIZE.most, Math.max(COMMENT_SIZE.least, value));
}

function unmarked({ kind: _, ...record }: Annotation): unknown {
  return record;
}
