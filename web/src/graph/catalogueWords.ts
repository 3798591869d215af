import type { CredentialKind, Model, NodeType, TemplateSummary, TextModels } from "@/api/types";
import { served } from "@/i18n/served";

const SHOWN = new Set(["title", "description", "category"]);

/** Everything in a description that people read, in the page's language. */
function told<Part>(part: Part): Part {
  if (Array.isArray(part)) return part.map((item: unknown) => told(item)) as Part;
  if (typeof part !== "object" || part === null) return part;
  const entries = Object.entries(part).map(([key, value]: [string, unknown]) => [
    key,
    SHOWN.has(key) && typeof value === "string" ? served(value) : told(value),
  ]);
  return Object.fromEntries(entries) as Part;
}

/** A node type in the page's language; it is found by the words of both. */
export function toldType(type: NodeType): NodeType {
  const keywords = new Set([...type.keywords.map(served), ...type.keywords, type.title]);
  return { ...told(type), keywords: [...keywords] };
}

/** An image model in the page's language; its name is its name. */
export function toldModel(model: Model): Model {
  return { ...model, ...toldFacts(model), ...toldTerms(model), parameters: told(model.parameters) };
}

export function toldTexts(texts: TextModels): TextModels {
  return { ...texts, items: texts.items.map((model) => ({ ...model, ...toldFacts(model) })) };
}

export function toldTemplate(template: TemplateSummary): TemplateSummary {
  return told(template);
}

type Facts = Pick<Model, "description" | "providerTitle" | "unavailableReason">;

function toldFacts({ description, providerTitle, unavailableReason }: Facts): Facts {
  return {
    description: served(description),
    providerTitle: served(providerTitle),
    unavailableReason: unavailableReason === null ? null : served(unavailableReason),
  };
}

type Terms = Pick<Model, "requirements" | "licence">;

function toldTerms({ requirements, licence }: Terms): Terms {
  return {
    requirements: requirements === null ? null : served(requirements),
    licence: licence === null ? null : served(licence),
  };
}

/** A kind of credential in the page's language. */
export function toldKind(kind: CredentialKind): CredentialKind {
  return told(kind);
}
