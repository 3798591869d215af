import type { Model, NodeData, NodeRecord, NodeType, Task, TextModels } from "@/api/types";

import { fieldSpecs } from "./fieldSpec";

/** What the server offers: node types and image models by id, and the models that write prompts. */
export interface Catalogue {
  readonly types: Readonly<Record<string, NodeType>>;
  readonly models: Readonly<Record<string, Model>>;
  /** The id of the model that is used where none is named, by what it is to do. */
  readonly defaults: Readonly<Partial<Record<Task, string | null>>>;
  readonly texts: TextModels;
}

const noTexts: TextModels = { items: [], default: null };

export const emptyCatalogue: Catalogue = {
  types: {},
  models: {},
  defaults: {},
  texts: noTexts,
};

export function toCatalogue(
  types: readonly NodeType[],
  models: readonly Model[],
  defaults: Catalogue["defaults"],
  texts: TextModels = noTexts,
): Catalogue {
  return {
    types: Object.fromEntries(types.map((type) => [type.type, type])),
    models: Object.fromEntries(models.map((model) => [model.id, model])),
    defaults,
    texts,
  };
}

export function typeOf(catalogue: Catalogue, node: NodeRecord): NodeType | null {
  return catalogue.types[node.type] ?? null;
}

/** The key of a node's data that names its model; null where it has none. */
export function modelField(type: NodeType): string | null {
  return fieldSpecs(type).find((field) => field.control === "model")?.name ?? null;
}

/** The key of a node's data that names a provider, which alone means that provider's default model. */
export const PROVIDER = "provider";

/**
 * The id of the model a node would use now: the one it names, else its provider's default, else
 * the default of all. Null where its type has none, or only the server knows.
 */
export function modelIdOf(catalogue: Catalogue, node: NodeRecord): string | null {
  const type = typeOf(catalogue, node);
  const field = type && modelField(type);
  if (!field) return null;
  const own = named(node.data, field);
  if (own) return own;
  const provider = named(node.data, PROVIDER);
  const task = type.tasks[0];
  if (provider) return defaultOf(catalogue, provider, task);
  return (task && catalogue.defaults[task]) ?? null;
}

function defaultOf(catalogue: Catalogue, provider: string, task?: Task): string | null {
  const models = Object.values(catalogue.models).filter((model) => model.provider === provider);
  const fitting = models.find((model) => model.isProviderDefault && model.task === task);
  return (fitting ?? models.find((model) => model.task === task))?.id ?? null;
}

/** Whether a model is one of those offered to nodes of this type: what they are for stands first. */
export function suitsType(type: NodeType | null, model: Model): boolean {
  return type?.tasks[0] === model.task;
}

function named(data: Readonly<NodeData>, key: string): string | null {
  const value = data[key];
  return typeof value === "string" && value !== "" ? value : null;
}

/** The model a node would use now; null where it has none or names one that is not there. */
export function modelOf(catalogue: Catalogue, node: NodeRecord): Model | null {
  const id = modelIdOf(catalogue, node);
  return id === null ? null : (catalogue.models[id] ?? null);
}

/** The asset that a node's own data hold; null where its type holds none. */
export function heldAsset(catalogue: Catalogue, node: NodeRecord): string | null {
  const type = typeOf(catalogue, node);
  const field = type && fieldSpecs(type).find((each) => each.control === "asset");
  return field ? named(node.data, field.name) : null;
}
