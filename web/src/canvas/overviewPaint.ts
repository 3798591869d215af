import type { HandleType } from "@/api/types";
import { TINTS, type Tint } from "@/graph/annotations";
import { CARD_PADDING } from "@/graph/geometry";

import type { BehindNode, CanvasNode, CardNode, WireEdge } from "./flow";

interface Place {
  x: number;
  y: number;
}

export interface Colors {
  card: string;
  raised: string;
  line: string;
  gold: string;
  text: string;
  font: string;
  ofTint: (tint: Tint) => string;
  ofType: (type: HandleType) => string;
}

export interface OverviewScene {
  cards: readonly CardNode[];
  wires: readonly WireEdge[];
  behind: readonly BehindNode[];
  transform: readonly [number, number, number];
  width: number;
  height: number;
  /** Device pixels for one of the page. */
  scale: number;
  handles: ReadonlyMap<string, Place>;
  colors: Colors;
  pictureOf: (nodeId: string) => ImageBitmap | null;
}

/** Paints cards as boxes with their pictures, and wires as lines, in the colours of the theme. */
export function paintOverview(context: CanvasRenderingContext2D, scene: OverviewScene): void {
  const [x, y, zoom] = scene.transform;
  const { scale } = scene;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, scene.width * scale, scene.height * scale);
  context.setTransform(zoom * scale, 0, 0, zoom * scale, x * scale, y * scale);
  for (const node of scene.behind) paintBehind(context, node, scene, zoom);
  paintWires(context, scene, zoom);
  for (const card of scene.cards) if (inSight(card, scene)) paintCard(context, card, scene, zoom);
}

/** Frames and comments; a frame's title is as large as can be read from afar. */
function paintBehind(
  context: CanvasRenderingContext2D,
  node: BehindNode,
  scene: OverviewScene,
  zoom: number,
): void {
  const { x, y } = node.position;
  const [width, height] = [node.width ?? 0, node.height ?? 0];
  paintBox(context, scene, zoom, node, { width, height, fill: groundOf(node, scene.colors) });
  if (node.type !== "frame") return;
  context.fillStyle = scene.colors.text;
  context.font = `600 ${titleSize / zoom}px ${scene.colors.font}`;
  context.fillText(node.data.group.title, x, y - titleSize / 2 / zoom, Math.max(width, 1));
}

const titleSize = 12;

function groundOf(node: BehindNode, colors: Colors): string {
  if (node.type === "container") return colors.raised;
  return colors.ofTint(node.type === "frame" ? node.data.group.color : node.data.comment.color);
}

function paintWires(context: CanvasRenderingContext2D, scene: OverviewScene, zoom: number): void {
  context.lineWidth = 1.2 / zoom;
  for (const wire of scene.wires) {
    const from = scene.handles.get(`${wire.source} source ${wire.sourceHandle}`);
    const to = scene.handles.get(`${wire.target} target ${wire.targetHandle}`);
    if (!from || !to) continue;
    context.strokeStyle = scene.colors.ofType(wire.data?.type ?? "any");
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
  }
}

function paintCard(
  context: CanvasRenderingContext2D,
  card: CardNode,
  scene: OverviewScene,
  zoom: number,
): void {
  const { x, y } = card.position;
  const { width, height, blocks } = card.data.layout;
  paintBox(context, scene, zoom, card, { width, height, fill: scene.colors.card });
  const block = blocks.find((each) => each.kind === "picture");
  if (!block) return;
  const inner = width - 2 * CARD_PADDING;
  const picture = scene.pictureOf(card.id);
  if (picture) {
    context.drawImage(picture, x + CARD_PADDING, y + block.y, inner, block.height);
  } else {
    context.fillStyle = scene.colors.raised;
    context.fillRect(x + CARD_PADDING, y + block.y, inner, block.height);
  }
}

interface Box {
  width: number;
  height: number;
  fill: string;
}

/** The ground of a card, a comment or a frame; gold around what is selected. */
function paintBox(
  context: CanvasRenderingContext2D,
  { colors }: OverviewScene,
  zoom: number,
  { position, selected }: CanvasNode,
  { width, height, fill }: Box,
): void {
  context.fillStyle = fill;
  context.strokeStyle = selected ? colors.gold : colors.line;
  context.lineWidth = (selected ? 2 : 1) / zoom;
  context.beginPath();
  context.roundRect(position.x, position.y, width, height, 14);
  context.fill();
  context.stroke();
}

function inSight(card: CardNode, scene: OverviewScene): boolean {
  const [x, y, zoom] = scene.transform;
  const left = card.position.x * zoom + x;
  const top = card.position.y * zoom + y;
  const right = left + card.data.layout.width * zoom;
  const bottom = top + card.data.layout.height * zoom;
  return right > 0 && bottom > 0 && left < scene.width && top < scene.height;
}

/** The theme's colours, read once: asking the page for one is slow. */
export function readColors(page: HTMLElement): Colors {
  const style = getComputedStyle(page);
  const read = (name: string) => style.getPropertyValue(`--${name}`);
  const types = new Map<HandleType, string>();
  const tints = new Map(TINTS.map((tint) => [tint, read(`tint-${tint}`)]));
  return {
    card: read("card"),
    raised: read("raised"),
    line: read("line"),
    gold: read("gold"),
    text: read("text"),
    font: getComputedStyle(page.ownerDocument.body).fontFamily,
    ofTint: (tint) => tints.get(tint) ?? "",
    ofType: (type) => {
      const known = types.get(type) ?? read(`type-${type}`);
      types.set(type, known);
      return known;
    },
  };
}

/** The middle of every handle, by node, side and name. */
export function handlePlaces(cards: readonly CardNode[]): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const card of cards) {
    for (const handle of card.handles ?? []) {
      const x = card.position.x + handle.x + (handle.width ?? 0) / 2;
      const y = card.position.y + handle.y + (handle.height ?? 0) / 2;
      places.set(`${card.id} ${handle.type} ${handle.id ?? ""}`, { x, y });
    }
  }
  return places;
}
