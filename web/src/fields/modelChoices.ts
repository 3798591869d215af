import type { Model, Price } from "@/api/types";
import { t } from "@/i18n/t";
import type { Choice } from "@/ui/ChoiceRow";

/** The models to choose from, by provider, each with price, limit and what stands against it. */
export function modelChoices(
  models: readonly Model[],
  chosen: string | null,
  references: number,
): Choice[] {
  const offered = models.filter((model) => model.enabled || model.id === chosen);
  const providers = [...new Set(offered.map((model) => model.provider))];
  return providers.flatMap((provider) =>
    offered
      .filter((model) => model.provider === provider)
      .map((model) => choice(model, references)),
  );
}

function choice(model: Model, references: number): Choice {
  return {
    value: model.id,
    label: model.title,
    description: [model.description, referenceWords(model)].filter(Boolean).join(" · "),
    aside: priceWords(model.price),
    group: model.providerTitle,
    keywords: `${model.id} ${model.provider} ${model.tier}`,
    reason: againstModel(model, references),
  };
}

/** Why a model cannot be used with so many references; null when it can. */
function againstModel(model: Model, references: number): string | null {
  if (!model.available) return model.unavailableReason ?? t("fields.unavailable");
  if (references > model.maxReferences) {
    return t("fields.refused", { n: references, limit: model.maxReferences });
  }
  return null;
}

function referenceWords(model: Model): string {
  return model.maxReferences === 0
    ? t("fields.noReferences")
    : t("fields.referencesUpTo", { n: model.maxReferences });
}

/** A price per unit, as an interval while it is one; an unknown price is never free. */
function priceWords(price: Price | null): string {
  if (!price) return t("fields.priceUnknown");
  const { creditsMin: min, creditsMax: max, unit } = price;
  if (max === 0) return t("fields.free");
  return min === max
    ? t("fields.price", { max, unit })
    : t("fields.priceRange", { min, max, unit });
}
