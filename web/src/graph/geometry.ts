import type { JsonValue, NodeRecord, NodeType } from "@/api/types";

import { typeOf, type Catalogue } from "./catalogue";
import { edgesInto, type Doc } from "./document";
import { cardRows, type FieldSpec } from "./fieldSpec";
import { namesLists } from "./namedLists";
import { inputPorts, outputPorts, type Port } from "./ports";
import { isWritten, promptModeOf } from "./promptMode";
import { referencesOf } from "./references";
import { linesOf } from "./textLines";
import { isRunnable, isWriting } from "./writing";

/**
 * Where everything on a card stands, in pixels from its top left corner. The
 * canvas draws only the cards in sight; the library must know the size and the
 * handles of all others without drawing them.
 */
export interface CardLayout {
  width: number;
  height: number;
  blocks: Block[];
  handles: HandlePlace[];
}

export type Block = { y: number; height: number } & (
  | { kind: "picture" }
  | { kind: "items" }
  | { kind: "answer" }
  | { kind: "history" }
  | { kind: "strip" }
  | { kind: "row"; fields: FieldSpec[]; actions: boolean }
  | { kind: "ports"; ports: readonly Port[] }
  | { kind: "status" }
);

export interface HandlePlace {
  port: Port;
  x: number;
  y: number;
}

/** What a card shows that does not stand in the document. */
export interface CardView {
  /** Width by height of the picture shown; null while there is none. */
  ratio: number | null;
  /** Height of what stands at the card's foot: work, an error, a prompt to confirm; 0 for nothing. */
  foot: number;
  /** How many items its last run had, where it ran by items; 0 else. */
  items?: number;
}

export const CARD_WIDTH = 304;
export const CARD_PADDING = 12;
/** What a pointer must hit, across. */
export const HANDLE_SIZE = 24;
/** What is seen of a handle, across. */
export const HANDLE_SHAPE = 14;
/** Small pictures of items: eight in a line across the card. */
export const ITEMS_IN_LINE = 8;
export const ITEM_GAP = 4;
export const ITEM_SIZE = 32;
const ITEM_LINES = 3;
const portRow = 28;

const inner = CARD_WIDTH - 2 * CARD_PADDING;
const headHeight = 40;
/** From one picture of an item to the next, across. */
export const ITEM_STEP = (inner - ITEM_SIZE) / (ITEMS_IN_LINE - 1);
const gap = 10;
const rowHeight = 32;
const historyHeight = 24;
const stripHeight = 44;
/** The foot's usual height, kept free so that a card does not jump when work begins. */
export const FOOT_HEIGHT = 32;
const statusPadding = 6;
/** Five lines of what a text model writes. */
const answerHeight = 109;
const pictureHeight = { least: 84, most: 420 };
const handleGap = { least: 24, most: 28 };
const lineHeight = 19;
const boxPadding = 14;
const lettersPerLine = 40;
const lettersPerChip = 9;

export function cardLayout(
  doc: Doc,
  catalogue: Catalogue,
  node: NodeRecord,
  view: CardView,
): CardLayout {
  const type = typeOf(catalogue, node);
  const blocks = type ? place(kindsOf(doc, catalogue, node, type, view)) : [];
  const last = blocks.at(-1);
  const foot = last?.kind === "status" ? statusPadding : CARD_PADDING;
  const height = (last ? last.y + last.height : headHeight) + foot;
  // A foot that grows moves no handle.
  const usual = height - Math.max(0, view.foot - FOOT_HEIGHT);
  const handles = type ? handlePlaces(doc, catalogue, node, blocks, usual) : [];
  return { width: CARD_WIDTH, height, blocks, handles };
}

/** The ratio of a node's picture before there is one, from the size it asks for. */
export function wantedRatio(node: NodeRecord): number {
  for (const key of ["aspectRatio", "size"]) {
    const value = node.data[key];
    const match = typeof value === "string" ? /^(\d+)[:x](\d+)$/.exec(value) : null;
    if (match) return Number(match[1]) / Number(match[2]);
  }
  const name = node.data.aspectRatio ?? node.data.imageSize;
  return (typeof name === "string" && namedRatios[name]) || 1;
}

const namedRatios: Readonly<Record<string, number>> = {
  landscape: 16 / 9,
  portrait: 9 / 16,
  landscape_4_3: 4 / 3,
  landscape_16_9: 16 / 9,
  portrait_4_3: 3 / 4,
  portrait_16_9: 9 / 16,
};

type Unplaced = Block extends infer Each ? (Each extends Block ? Omit<Each, "y"> : never) : never;

function kindsOf(
  doc: Doc,
  catalogue: Catalogue,
  node: NodeRecord,
  type: NodeType,
  view: CardView,
): Unplaced[] {
  const kinds: Unplaced[] = [];
  if (type.picture) {
    kinds.push({ kind: "picture", height: heightOfPicture(view.ratio ?? emptyRatio(type, node)) });
    kinds.push({ kind: "history", height: historyHeight });
  }
  const items = type.holdsNodes ? 0 : (view.items ?? 0);
  if (items > 1) kinds.push({ kind: "items", height: heightOfItems(items) });
  if (isWriting(type, node.data)) kinds.push({ kind: "answer", height: answerHeight });
  if (referencesOf(doc, catalogue, node).length > 0)
    kinds.push({ kind: "strip", height: stripHeight });
  kinds.push(...rows(doc, catalogue, node, type));
  if (isRunnable(type, node.data) || view.foot > 0)
    kinds.push({ kind: "status", height: Math.max(FOOT_HEIGHT, view.foot) });
  return kinds;
}

/** A few lines of small pictures; half a line more says that there is more to scroll to. */
function heightOfItems(items: number): number {
  const lines = Math.ceil(items / ITEMS_IN_LINE);
  const shown = Math.min(ITEM_LINES, lines);
  const half = lines > shown ? ITEM_GAP + ITEM_SIZE / 2 : 0;
  return shown * ITEM_SIZE + (shown - 1) * ITEM_GAP + half;
}

/** Before there is a picture: a wide place to drop one, or the shape of the one that will come. */
function emptyRatio(type: NodeType, node: NodeRecord): number {
  return type.accepts ? 16 / 9 : wantedRatio(node);
}

function rows(doc: Doc, catalogue: Catalogue, node: NodeRecord, type: NodeType): Unplaced[] {
  const kinds: Unplaced[] = [];
  const runnable = isRunnable(type, node.data);
  const fields = cardRows(type, node.data)
    .map((row) => row.filter((field) => !standsElsewhere(field, node, type)))
    .filter((row) => row.length > 0);
  fields.forEach((row, index) => {
    const actions = runnable && index === fields.length - 1 && !row.some(isBox);
    kinds.push({
      kind: "row",
      fields: row,
      actions,
      height: heightOfRow(row, node, chips(doc, catalogue, node)),
    });
  });
  if (runnable && !kinds.some((kind) => kind.kind === "row" && kind.actions))
    kinds.push({ kind: "row", fields: [], actions: true, height: rowHeight });
  const ports = listedPorts(doc, catalogue, node, type);
  if (ports.length > 0) kinds.push({ kind: "ports", ports, height: ports.length * portRow });
  return kinds;
}

/** Sockets with a row of their own: those that a node's data or its wires name. */
function listedPorts(doc: Doc, catalogue: Catalogue, node: NodeRecord, type: NodeType): Port[] {
  return [
    ...(namesInputs(type) ? inputPorts(doc, catalogue, node) : []),
    ...(type.dynamic.outputs === "fields" ? outputPorts(catalogue, node) : []),
  ];
}

function namesInputs(type: NodeType): boolean {
  return type.dynamic.inputs === "anyName" || namesLists(type);
}

/** Controls that the picture, the strip or the list of sockets shows already. */
function standsElsewhere(field: FieldSpec, node: NodeRecord, type: NodeType): boolean {
  if (field.control === "asset" || field.control === "references") return true;
  if (field.control === "outputs") return isEmptyList(node.data[field.name]);
  if (field.control === "lists") return namesInputs(type);
  return field.control === "fields" && type.dynamic.outputs === "fields";
}

function isEmptyList(value: JsonValue | undefined): boolean {
  return !Array.isArray(value) || value.length === 0;
}

/** Controls that hold several lines. */
export function isBox(field: FieldSpec): boolean {
  return (
    field.control === "prompt" ||
    field.control === "items" ||
    field.control === "json" ||
    (field.control === "text" && field.template)
  );
}

function heightOfRow(fields: readonly FieldSpec[], node: NodeRecord, lead: number): number {
  return Math.max(
    ...fields.map((field) => (isBox(field) ? heightOfBox(field, node, lead) : rowHeight)),
  );
}

function heightOfBox(field: FieldSpec, node: NodeRecord, lead: number): number {
  const value = node.data[field.name];
  const texts = textsOf(field, value);
  const lines = texts
    .flatMap((text) => text.split("\n"))
    .reduce((sum, line, index) => sum + linesOf(line, lettersPerLine, index === 0 ? lead : 0), 0);
  const [least, most] = field.control === "prompt" || field.control === "text" ? [2, 6] : [3, 8];
  return Math.min(most, Math.max(least, lines)) * lineHeight + boxPadding;
}

/** What stands in a box, as it is written there. */
function textsOf(field: FieldSpec, value: JsonValue | undefined): string[] {
  if (typeof value === "string") return [value];
  if (field.control === "json" && value != null) return [JSON.stringify(value, null, 2)];
  return Array.isArray(value) ? value.map(String) : [""];
}

/** Room, in letters, of the blocks at the head of a prompt: for wired texts, and for how it comes about. */
function chips(doc: Doc, catalogue: Catalogue, node: NodeRecord): number {
  const texts = inputPorts(doc, catalogue, node).filter((port) => port.type === "text");
  const wires = texts.flatMap((port) => edgesInto(doc, node.id, port.name));
  const type = typeOf(catalogue, node);
  const mode = type && isWritten(promptModeOf(type, node.data)) ? 1 : 0;
  return Math.min((wires.length + mode) * lettersPerChip, lettersPerLine);
}

function heightOfPicture(ratio: number): number {
  const { least, most } = pictureHeight;
  return Math.round(Math.min(most, Math.max(least, inner / ratio)));
}

function place(kinds: readonly Unplaced[]): Block[] {
  let y = headHeight;
  return kinds.map((kind) => {
    const block = { ...kind, y };
    y += kind.height + gap;
    return block;
  });
}

function handlePlaces(
  doc: Doc,
  catalogue: Catalogue,
  node: NodeRecord,
  blocks: readonly Block[],
  height: number,
): HandlePlace[] {
  const rowsOf = portRows(blocks);
  const ins = inputPorts(doc, catalogue, node);
  const outs = outputPorts(catalogue, node);
  return [
    ...column(ins, rowsOf, firstInput(blocks, height), height, 0),
    ...column(outs, rowsOf, firstOutput(blocks, height), height, CARD_WIDTH),
  ];
}

/** Sockets of one side: each beside its own row, else one below the other from `start`. */
function column(
  ports: readonly Port[],
  rowsOf: ReadonlyMap<Port["name"], number>,
  start: number,
  height: number,
  x: number,
): HandlePlace[] {
  const free = ports.filter((port) => !rowsOf.has(portKey(port)));
  const lowest = height - CARD_PADDING - HANDLE_SHAPE / 2;
  const steps = Math.max(1, free.length - 1);
  const step = Math.min(handleGap.most, Math.max(handleGap.least, (lowest - start) / steps));
  let next = Math.max(headHeight / 2, Math.min(start, lowest - (free.length - 1) * step));
  return ports.map((port) => {
    const row = rowsOf.get(portKey(port));
    if (row !== undefined) return { port, x, y: row };
    const y = next;
    next += step;
    return { port, x, y };
  });
}

function portRows(blocks: readonly Block[]): Map<string, number> {
  const rowsOf = new Map<string, number>();
  for (const block of blocks) {
    if (block.kind !== "ports") continue;
    block.ports.forEach((port, index) => {
      rowsOf.set(portKey(port), block.y + index * portRow + portRow / 2);
    });
  }
  return rowsOf;
}

function portKey(port: Port): string {
  return `${port.side} ${port.name}`;
}

/** Inputs begin beside the first box (the prompt), else in the middle. */
function firstInput(blocks: readonly Block[], height: number): number {
  const box = blocks.find((block) => block.kind === "row" && block.fields.some(isBox));
  return box ? box.y + Math.min(box.height, 52) / 2 : height / 2;
}

/** An output stands beside the picture or the answer, else in the middle. */
function firstOutput(blocks: readonly Block[], height: number): number {
  const picture = blocks.find((block) => block.kind === "picture" || block.kind === "answer");
  return picture ? picture.y + picture.height / 2 : height / 2;
}
