import type { Model, Role, TextModel } from "@/api/types";
import { brokenLimit } from "@/graph/referenceLimits";
import { decimalWords } from "@/i18n/locale";
import { served } from "@/i18n/served";
import { t } from "@/i18n/t";
import type { Choice } from "@/ui/ChoiceRow";
import { boundWords, dayWords } from "./words";

/** Of one image, or of one prompt. */
type Price = Pick<
  NonNullable<Model["price"]>,
  "creditsMin" | "creditsMax" | "unit" | "usd" | "read"
>;

/** The models to choose from, by provider, each with price, limit and what stands against it. */
export function modelChoices(
  models: readonly Model[],
  chosen: string | null,
  references: readonly Role[],
): Choice[] {
  const offered = models.filter((model) => model.enabled || model.id === chosen);
  return byProvider(offered).map((model) => ({
    ...commonChoice(model),
    description: model.description,
    facts: factsOf(model).filter(Boolean).join(" · "),
    reason: againstModel(model, references),
  }));
}

/** The models that write prompts, in the same way. */
export function textModelChoices(models: readonly TextModel[], chosen: string | null): Choice[] {
  const offered = models.filter((model) => model.enabled || model.id === chosen);
  return byProvider(offered).map((model) => ({
    ...commonChoice(model),
    description: model.description,
    reason: model.available ? null : (model.unavailableReason ?? t("fields.unavailable")),
  }));
}

/** Models of one provider side by side; providers in the order in which they first come. */
function byProvider<Each extends { provider: string }>(models: readonly Each[]): Each[] {
  const providers = [...new Set(models.map((model) => model.provider))];
  return providers.flatMap((provider) => models.filter((model) => model.provider === provider));
}

function commonChoice(model: Model | TextModel): Choice {
  return {
    value: model.id,
    label: model.title,
    aside: modelPrice(model.price),
    asideTip: priceSource(model.price),
    group: model.providerTitle,
    keywords: `${model.id} ${model.provider} ${model.tier}`,
  };
}

/** Why a model cannot be used with references of these roles; null when it can. */
export function againstModel(model: Model, references: readonly Role[]): string | null {
  if (!model.available) return model.unavailableReason ?? t("fields.unavailable");
  if (!model.enabled) return t("fields.notOffered");
  const broken = brokenLimit(model, references);
  if (!broken) return null;
  const { role, given, limit } = broken;
  if (limit === 0) return t("fields.refusedAll", { n: given });
  return role === null
    ? t("fields.refused", { n: given, limit })
    : t("fields.refusedRole", { n: given, limit, role: t(`roles.${role}`) });
}

function factsOf(model: Model): string[] {
  const { shutdown, successor, tier, requirements } = model;
  return [
    referenceWords(model),
    tier === LOWEST_TIER ? "" : t(`fields.tier_${tier}`),
    shutdown && model.available
      ? t(successor ? "fields.endsFor" : "fields.ends", {
          day: dayWords(shutdown),
          successor: successor ?? "",
        })
      : "",
    requirements ?? "",
  ];
}

/** Every workspace has it, so it is not worth a word. */
const LOWEST_TIER: Model["tier"] = "free";

function referenceWords(model: Model): string {
  if (model.maxReferences === 0) return t("fields.noReferences");
  const words = model.needsReferences ? "fields.referencesNeeded" : "fields.referencesUpTo";
  return t(words, { n: model.maxReferences });
}

/** The most that one image costs; an unknown price is never free. */
export function modelPrice(price: Price | null): string {
  if (!price) return t("fields.priceUnknown");
  return boundWords(price.creditsMax, price.creditsMin === price.creditsMax);
}

/** Where a price comes from. */
export function priceSource(price: Price | null): string | undefined {
  if (!price) return t("fields.priceUnknownWhy");
  if (!price.read) return undefined;
  const { usd, unit, read } = price;
  const own = unit === "image" || unit === "prompt";
  const words = t(own ? `fields.priceOf_${unit}` : "fields.priceBy", {
    usd: decimalWords(usd),
    unit: served(unit),
  });
  return `${words} ${t("fields.priceRead", { day: dayWords(read) })}`;
}
