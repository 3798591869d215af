import type { EdgeRecord, HandleType, NodeRecord } from "@/api/types";
import { t } from "@/i18n/t";

import { typeOf, type Catalogue } from "./catalogue";
import { edgesInto, edgesOf, upstreamOf, type Doc } from "./document";
import { newEdgeId } from "./ids";
import { aroundOf } from "./nesting";
import { namedLists, namesLists, newListName, setLists } from "./namedLists";
import type { Change, Patch } from "./patch";
import { inputPorts, NEW_PORT, newPortName, outputPorts, type Port } from "./ports";

export interface Connection {
  source: string;
  sourceHandle: string;
  target: string;
  targetHandle: string;
}

/** Whether a value of one type may enter a socket of another. */
export function fits(source: HandleType, target: HandleType): boolean {
  if (source === target || source === "any" || target === "any") return true;
  if (target === "text") return source === "number" || source === "boolean" || source === "list";
  if (target === "file") return ["image", "video", "audio", "list"].includes(source);
  if (target === "image") return source === "file" || source === "list";
  return source === "list";
}

/** Why a wire cannot be made, in words for people; null when it can. */
export function why(doc: Doc, catalogue: Catalogue, connection: Connection): string | null {
  const source = doc.nodes.byId[connection.source];
  const target = doc.nodes.byId[connection.target];
  if (!source || !target) return t("store.noHandle", { title: connection.target });
  if (source.id === target.id) return t("store.sameNode");
  const from = outputPorts(catalogue, source).find((port) => port.name === connection.sourceHandle);
  const to = inputPorts(doc, catalogue, target).find(
    (port) => port.name === connection.targetHandle,
  );
  if (!from) return t("store.noHandle", { title: titleOf(catalogue, doc, source.id) });
  if (!to) return t("store.noHandle", { title: titleOf(catalogue, doc, target.id) });
  return (
    typeReason(from, to) ??
    insideReason(doc, catalogue, connection) ??
    placeReason(doc, connection, to) ??
    (upstreamOf(doc, source.id).has(target.id)
      ? t("store.cycle", { source: source.id, target: target.id })
      : null)
  );
}

/** The changes that make a wire; a free socket gets a name of its own. */
export function connectPatch(doc: Doc, catalogue: Catalogue, connection: Connection): Patch {
  const source = doc.nodes.byId[connection.source];
  const from =
    source && outputPorts(catalogue, source).find((port) => port.name === connection.sourceHandle);
  const list = connection.targetHandle === NEW_PORT ? listNode(doc, catalogue, connection) : null;
  const targetHandle = list
    ? newListName(namedLists(list), connection.source)
    : connection.targetHandle === NEW_PORT && from
      ? newPortName(doc, connection.target, from)
      : connection.targetHandle;
  const edge: EdgeRecord = { ...connection, id: newEdgeId(doc), targetHandle };
  const added: Change = { op: "addEdge", edge, at: doc.edges.order.length };
  return list ? [added, setLists(list.id, [...namedLists(list), { name: targetHandle }])] : [added];
}

/** The node a wire ends at, where that names its lists itself. */
function listNode(doc: Doc, catalogue: Catalogue, { target }: Connection): NodeRecord | null {
  const node = doc.nodes.byId[target];
  const type = node && typeOf(catalogue, node);
  return node && type && namesLists(type) ? node : null;
}

/** The first socket of a node that a wire from, or to, a given one could use. */
export function fittingPort(
  doc: Doc,
  catalogue: Catalogue,
  end: { nodeId: string; port: Port },
  otherId: string,
): Port | null {
  const other = doc.nodes.byId[otherId];
  if (!other) return null;
  const fromOther = end.port.side === "in";
  const ports = fromOther ? outputPorts(catalogue, other) : inputPorts(doc, catalogue, other);
  const candidates = ports.filter((port) => {
    const [from, to] = fromOther ? [port, end.port] : [end.port, port];
    const connection = fromOther
      ? { source: otherId, sourceHandle: from.name, target: end.nodeId, targetHandle: to.name }
      : { source: end.nodeId, sourceHandle: from.name, target: otherId, targetHandle: to.name };
    return why(doc, catalogue, connection) === null;
  });
  return candidates.find((port) => port.type === end.port.type) ?? candidates[0] ?? null;
}

function typeReason(from: Port, to: Port): string | null {
  if (fits(from.type, to.type)) return null;
  if (from.type === "video" && to.type === "image") return t("store.videoIntoImage");
  const [wanted, got] = [t(`types.${to.type}`), t(`types.${from.type}`)];
  return t("store.typeMismatch", { title: to.title, wanted, got });
}

/** What stands inside a node gives its results to nodes outside through it alone. */
function insideReason(doc: Doc, catalogue: Catalogue, connection: Connection): string | null {
  const reached = new Set(aroundOf(doc.nodes, connection.target));
  const left = aroundOf(doc.nodes, connection.source).find((holder) => !reached.has(holder));
  return left === undefined ? null : t("inside.leaves", { title: titleOf(catalogue, doc, left) });
}

function placeReason(doc: Doc, connection: Connection, to: Port): string | null {
  if (to.name === NEW_PORT) return null;
  const there = edgesInto(doc, connection.target, to.name);
  const same = there.some(
    (edge) => edge.source === connection.source && edge.sourceHandle === connection.sourceHandle,
  );
  if (same) return t("store.taken");
  return there.length > 0 && !to.multiple ? t("store.full", { title: to.title }) : null;
}

function titleOf(catalogue: Catalogue, doc: Doc, nodeId: string): string {
  const node = doc.nodes.byId[nodeId];
  return (node && typeOf(catalogue, node)?.title) ?? nodeId;
}

/** Edges whose both ends have a socket on the canvas; others cannot be drawn. */
export function drawableEdges(doc: Doc, catalogue: Catalogue): EdgeRecord[] {
  return edgesOf(doc).filter(({ source, sourceHandle, target, targetHandle }) => {
    const [from, to] = [doc.nodes.byId[source], doc.nodes.byId[target]];
    if (!from || !to) return false;
    return (
      hasPort(outputPorts(catalogue, from), sourceHandle) &&
      hasPort(inputPorts(doc, catalogue, to), targetHandle)
    );
  });
}

function hasPort(ports: readonly Port[], name: string): boolean {
  return ports.some((port) => port.name === name);
}
