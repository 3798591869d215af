import { commentsOf, frameOf, groupsOf } from "../annotations";
import { framed } from "../containers";
import { edgesOf, type Doc } from "../document";
import { insideOf, outermost } from "../nesting";
import { around, distance, type Box, type Places } from "./boxes";
import { layered } from "./layered";
import type { Link } from "./layers";

/** What is to be laid out, as it stands on the canvas. */
export interface Scene {
  /** Nodes and comments. */
  boxes: readonly Box[];
  /** How far below its node's top a handle is. */
  handleY: (nodeId: string, handle: string, side: "source" | "target") => number;
}

/** Boxes that are moved as one. */
interface Cluster {
  id: string;
  frame: Omit<Box, "id">;
  boxes: Box[];
}

/** As near as a comment has to be to a node to belong to it. */
const near = 96;

/**
 * Where nodes and comments stand once they are laid out along their wires. A
 * group, and a node with others inside, is laid out in itself and then stays together; a comment beside a node
 * stays beside it.
 */
export function tidy(doc: Doc, scene: Scene): Places {
  const clusters = clustersOf(doc, scene);
  const boxes = clusters.map(({ id, frame }) => ({ id, ...frame }));
  const places = layered(boxes, linksBetween(doc, scene, clusters));
  const moved = clusters.flatMap(({ id, frame, boxes: inside }) => {
    const to = places[id] ?? frame;
    return inside.map((box) => ({ ...box, x: box.x + to.x - frame.x, y: box.y + to.y - frame.y }));
  });
  const before = new Map(scene.boxes.map((box) => [box.id, box]));
  return Object.fromEntries(
    moved.flatMap(({ id, x, y }) => {
      const place = { x: Math.round(x), y: Math.round(y) };
      const was = before.get(id);
      return was?.x === place.x && was.y === place.y ? [] : [[id, place]];
    }),
  );
}

function clustersOf(doc: Doc, scene: Scene): Cluster[] {
  const free = new Map(scene.boxes.map((box) => [box.id, box]));
  const clusters: Cluster[] = [];
  for (const holder of outermost(doc.nodes)) {
    const members = [holder, ...insideOf(doc.nodes, holder)].flatMap((id) => free.get(id) ?? []);
    if (members.length < 2) continue;
    for (const { id } of members) free.delete(id);
    const laid = layInside(doc, scene, members, holder);
    clusters.push({ id: holder, frame: framed(laid), boxes: laid });
  }
  for (const group of groupsOf(doc.annotations)) {
    const members = group.members.flatMap((id) => free.get(id) ?? []);
    for (const { id } of members) free.delete(id);
    const laid = layInside(doc, scene, members);
    const frame = frameOf(laid);
    if (frame) clusters.push({ id: group.id, frame, boxes: laid });
  }
  const comments = commentsOf(doc.annotations).flatMap(({ id }) => free.get(id) ?? []);
  for (const { id } of comments) free.delete(id);
  for (const box of free.values()) clusters.push({ id: box.id, frame: box, boxes: [box] });
  const hosts = clusters.map(({ frame }) => frame);
  for (const comment of comments) {
    const gaps = hosts.map((host) => distance(host, comment));
    const host = clusters[gaps.indexOf(Math.min(...gaps))];
    if (host && Math.min(...gaps) <= near) {
      host.boxes.push(comment);
      host.frame = around([host.frame, comment]);
    } else clusters.push({ id: comment.id, frame: comment, boxes: [comment] });
  }
  return clusters;
}

/** `first` is a node that comes before what nothing else feeds. */
function layInside(doc: Doc, scene: Scene, members: readonly Box[], first?: string): Box[] {
  const single = members.map((box) => ({ id: box.id, frame: box, boxes: [box] }));
  const links = linksBetween(doc, scene, single);
  const fed = new Set(links.map(({ to }) => to));
  const begun = members.filter(({ id }) => first !== undefined && id !== first && !fed.has(id));
  const leading = begun.map(({ id }): Link => ({ from: first ?? id, to: id, fromY: 0, toY: 0 }));
  const places = layered(members, [...links, ...leading]);
  return members.map((box) => ({ ...box, ...places[box.id] }));
}

function linksBetween(doc: Doc, scene: Scene, clusters: readonly Cluster[]): Link[] {
  const home = new Map(
    clusters.flatMap((cluster) =>
      cluster.boxes.map((box) => [box.id, { id: cluster.id, below: box.y - cluster.frame.y }]),
    ),
  );
  return edgesOf(doc).flatMap(({ source, sourceHandle, target, targetHandle }) => {
    const [from, to] = [home.get(source), home.get(target)];
    if (!from || !to || from.id === to.id) return [];
    const fromY = from.below + scene.handleY(source, sourceHandle ?? "", "source");
    const toY = to.below + scene.handleY(target, targetHandle ?? "", "target");
    return [{ from: from.id, to: to.id, fromY, toY }];
  });
}
