import type { NodeRecord, NodeType } from "@/api/types";
import { modelIdOf, modelOf, typeOf, type Catalogue } from "@/graph/catalogue";
import { edgesInto, upstreamOf, type Doc } from "@/graph/document";
import { fieldSpecs, isWanted } from "@/graph/fieldSpec";
import { inputPorts } from "@/graph/ports";
import { isWritten, needsNoWords, promptModeOf } from "@/graph/promptMode";
import { brokenLimit } from "@/graph/referenceLimits";
import { referencesOf } from "@/graph/references";
import { isWriting } from "@/graph/writing";
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
  const run = nodes[nodeId];
  if (run?.review != null) return t("store.reviewing");
  if (isBusy(run)) return t("store.generating");
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
  const roles = referencesOf(doc, catalogue, node).map(({ role }) => role);
  if (model.needsReferences && roles.length === 0)
    return t("store.referenceNeeded", { model: model.title });
  const broken = brokenLimit(model, roles);
  if (!broken) return null;
  const { role, given: wired, limit } = broken;
  return role === null
    ? t("store.tooManyReferences", { wired, model: model.title, limit })
    : t("store.tooManyOfRole", { wired, model: model.title, limit, role: t(`roles.${role}`) });
}

function promptReason(doc: Doc, catalogue: Catalogue, node: NodeRecord): string | null {
  const type = typeOf(catalogue, node);
  const prompt = type && fieldSpecs(type).find((field) => field.control === "prompt");
  if (!type || !prompt || modelOf(catalogue, node)?.takesPrompt === false) return null;
  if (!isWanted(type, prompt, node.data)) return null;
  const mode = promptModeOf(type, node.data);
  const writer = isWritten(mode) ? writerReason(catalogue, type, node) : null;
  return writer ?? (hasWords(doc, catalogue, node, prompt.name, mode) ? null : t("store.noPrompt"));
}

/** Why the prompt model cannot be asked; null when it can. */
function writerReason(catalogue: Catalogue, type: NodeType, node: NodeRecord): string | null {
  const field = fieldSpecs(type).find(({ control }) => control === "promptModel");
  const named = field && node.data[field.name];
  const id = typeof named === "string" && named !== "" ? named : catalogue.texts.default;
  const model = catalogue.texts.items.find((each) => each.id === id);
  if (!model || model.available) return null;
  return t("store.modelUnavailable", { model: model.title, why: model.unavailableReason ?? "" });
}

/** Whether there is something to make a prompt of. */
function hasWords(
  doc: Doc,
  catalogue: Catalogue,
  node: NodeRecord,
  field: string,
  mode: string,
): boolean {
  const written = node.data[field];
  if (typeof written === "string" && written.trim() !== "") return true;
  const type = typeOf(catalogue, node);
  if (needsNoWords(mode) || (type && isWriting(type, node.data)))
    return edgesInto(doc, node.id).length > 0;
  const texts = inputPorts(doc, catalogue, node).filter((port) => port.type === "text");
  return texts.some((port) => edgesInto(doc, node.id, port.name).length > 0);
}
