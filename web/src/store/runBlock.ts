import type { NodeRecord } from "@/api/types";
import { modelIdOf, modelOf, typeOf, type Catalogue } from "@/graph/catalogue";
import { edgesInto, upstreamOf, type Doc } from "@/graph/document";
import { fieldSpecs } from "@/graph/fieldSpec";
import { inputPorts } from "@/graph/ports";
import { referencesOf } from "@/graph/references";
import { t } from "@/i18n/t";

import { isBusy, type NodeRun } from "./runs";

/** Why a node cannot run now, in words for people; null when it can. */
export function runBlock(
  doc: Doc,
  catalogue: Catalogue,
  nodes: Readonly<Record<string, NodeRun>>,
  nodeId: string,
): string | null {
  const node = doc.nodes.byId[nodeId];
  if (!node) return null;
  if (isBusy(nodes[nodeId])) return t("store.generating");
  if ([...upstreamOf(doc, nodeId)].some((id) => isBusy(nodes[id]))) return t("store.upstreamBusy");
  return modelReason(doc, catalogue, node) ?? promptReason(doc, catalogue, node);
}

function modelReason(doc: Doc, catalogue: Catalogue, node: NodeRecord): string | null {
  const id = modelIdOf(catalogue, node);
  if (id === null) return null;
  const model = modelOf(catalogue, node);
  if (!model) return t("store.modelGone", { model: id });
  if (!model.available)
    return t("store.modelUnavailable", { model: model.title, why: model.unavailableReason ?? "" });
  const wired = referencesOf(doc, catalogue, node).length;
  return wired > model.maxReferences
    ? t("store.tooManyReferences", { wired, model: model.title, limit: model.maxReferences })
    : null;
}

function promptReason(doc: Doc, catalogue: Catalogue, node: NodeRecord): string | null {
  const type = typeOf(catalogue, node);
  const prompt = type && fieldSpecs(type).find((field) => field.control === "prompt");
  if (!prompt) return null;
  const written = node.data[prompt.name];
  if (typeof written === "string" && written.trim() !== "") return null;
  const texts = inputPorts(doc, catalogue, node).filter((port) => port.type === "text");
  const wired = texts.some((port) => edgesInto(doc, node.id, port.name).length > 0);
  return wired ? null : t("store.noPrompt");
}
