import type { Model } from "@/api/types";

export interface ProviderState {
  name: string;
  title: string;
  /** Why none of its models can be used, and what to do; null where one can. */
  reason: string | null;
  models: readonly Model[];
}

/** The providers of the models in the order in which they first come, each with how it stands. */
export function providerStates(models: readonly Model[]): ProviderState[] {
  const names = [...new Set(models.map((model) => model.provider))];
  return names.map((name) => {
    const own = models.filter((model) => model.provider === name);
    const title = own[0]?.providerTitle ?? name;
    const reason = own.some((model) => model.available) ? null : commonReason(own);
    return { name, title, reason, models: own };
  });
}

/** The reason that most of them give: one may have a reason of its own besides. */
function commonReason(models: readonly Model[]): string | null {
  const reasons = models.map((model) => model.unavailableReason);
  const times = (reason: string | null) => reasons.filter((each) => each === reason).length;
  return reasons.toSorted((a, b) => times(b) - times(a))[0] ?? null;
}
