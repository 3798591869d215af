import type { JsonValue, Model, NodeRecord } from "@/api/types";

import { modelField, PROVIDER, typeOf, type Catalogue } from "./catalogue";
import { edgesInto, type Doc } from "./document";
import { dataPatch } from "./edit";
import { fieldSpecs, type DataChanges } from "./fieldSpec";
import { apply, type Change, type Patch } from "./patch";
import { inputPorts, type Port } from "./ports";
import { filesByRole } from "./references";
import { makes, sizeKeys } from "./sizes";

export interface ModelSwitch {
  patch: Patch;
  /** How many wires cannot stay. */
  lost: number;
}

/**
 * Gives a node another model. Every wire stays that a socket of the new model
 * can take (same name first, then same type); settings the new model does not
 * offer go back to its own default. A model says its provider by itself.
 */
export function switchModel(
  doc: Doc,
  catalogue: Catalogue,
  nodeId: string,
  modelId: string,
): ModelSwitch {
  const node = doc.nodes.byId[nodeId];
  const type = node && typeOf(catalogue, node);
  const field = type && modelField(type);
  if (!node || !type || !field) return { patch: [], lost: 0 };
  const model = catalogue.models[modelId];
  const settings = dataPatch(nodeId, {
    [field]: modelId,
    [PROVIDER]: undefined,
    ...(model ? fitTo(model, node, type) : {}),
  });
  const after = apply(doc, settings).doc;
  const changed = after.nodes.byId[nodeId] ?? node;
  const wires = rewire(
    doc,
    nodeId,
    inputPorts(doc, catalogue, node),
    inputPorts(after, catalogue, changed),
  );
  const lost = wires.filter((change) => change.op === "removeEdge").length;
  return { patch: [...settings, ...wires], lost };
}

function rewire(
  doc: Doc,
  nodeId: string,
  before: readonly Port[],
  after: readonly Port[],
): Change[] {
  const edges = edgesInto(doc, nodeId);
  const names = new Set(after.map((port) => port.name));
  const used = new Set(edges.map((edge) => edge.targetHandle).filter((name) => names.has(name)));
  return edges.flatMap((edge): Change[] => {
    if (names.has(edge.targetHandle)) return [];
    const old = before.find((port) => port.name === edge.targetHandle);
    const next = after.find(
      (port) => port.type === old?.type && (port.multiple || !used.has(port.name)),
    );
    if (!next) return [{ op: "removeEdge", id: edge.id }];
    used.add(next.name);
    return [{ op: "setEdge", id: edge.id, path: ["targetHandle"], value: next.name }];
  });
}

/** Changes that take away what the model does not offer, by the control of each field. */
function fitTo(
  model: Model,
  node: NodeRecord,
  type: Parameters<typeof fieldSpecs>[0],
): DataChanges {
  const changes: Record<string, JsonValue | undefined> = {};
  for (const spec of fieldSpecs(type)) {
    const value = node.data[spec.name];
    if (value === undefined) continue;
    if (spec.control === "quality" && !offers(model.qualities, value))
      changes[spec.name] = undefined;
    if (spec.control === "style" && !offers(model.styles, value)) changes[spec.name] = undefined;
    if (spec.control === "format" && !offers(model.formats, value)) changes[spec.name] = undefined;
    if (spec.control === "count" && typeof value === "number" && value > model.maxCount)
      changes[spec.name] = model.maxCount;
    if (spec.control === "references") changes[spec.name] = moveFiles(model, node);
    if (spec.control === "models") changes[spec.name] = without(model.id, value);
  }
  return { ...changes, ...fitSizing(model, node) };
}

function fitSizing(model: Model, node: NodeRecord): DataChanges {
  const said = sizeKeys.filter((key) => node.data[key] !== undefined);
  return Object.fromEntries(
    said.filter((key) => !makes(model.sizing, key, node.data[key])).map((key) => [key, undefined]),
  );
}

function moveFiles(model: Model, node: NodeRecord): JsonValue | undefined {
  const kept: Record<string, string[]> = {};
  const fallback = model.sockets[0]?.role;
  for (const [role, ids] of Object.entries(filesByRole(node))) {
    const place = model.sockets.some((socket) => socket.role === role) ? role : fallback;
    if (place !== undefined) kept[place] = [...(kept[place] ?? []), ...ids];
  }
  return Object.keys(kept).length > 0 ? kept : undefined;
}

/** A model does not stand in for itself. */
function without(modelId: string, models: JsonValue): JsonValue | undefined {
  const others = Array.isArray(models) ? models.filter((id) => id !== modelId) : [];
  return others.length > 0 ? others : undefined;
}

function offers(list: readonly string[], value: JsonValue | undefined): boolean {
  return typeof value === "string" && list.includes(value);
}
