import type { Period } from "./cost-summary";

/** What was spent in vain by one feature. */
export interface Waste {
  feature: string | null;
  costNano: bigint;
  /** Calls whose tokens are a tokenizer's estimate. */
  estimated: number;
  retries: number;
  /** Of attempts that another one replaced. */
  retryCostNano: bigint;
  /** Null: the filters speak of calls, and only whole interactions fail. */
  failed: number | null;
  failedCostNano: bigint | null;
}

/** Retries and failed interactions by feature, the most first; features without either are left out. */
export function wasteOf({ spend, interactions }: Period): Waste[] {
  const features = new Map<string | null, Waste>();
  const of = (feature: string | null): Waste => {
    const known = features.get(feature) ?? {
      feature,
      costNano: 0n,
      estimated: 0,
      retries: 0,
      retryCostNano: 0n,
      failed: interactions === null ? null : 0,
      failedCostNano: interactions === null ? null : 0n,
    };
    features.set(feature, known);
    return known;
  };
  for (const one of spend) {
    const waste = of(one.feature);
    waste.costNano += one.costNano;
    waste.estimated += one.estimated;
    waste.retries += one.retries;
    waste.retryCostNano += one.retryCostNano;
  }
  for (const { feature, failed, failedCostNano } of interactions ?? []) {
    const waste = of(feature);
    waste.failed = failed;
    waste.failedCostNano = failedCostNano;
  }
  const size = ({ retryCostNano, failedCostNano }: Waste) => Number(retryCostNano + (failedCostNano ?? 0n));
  return [...features.values()]
    .filter(({ retries, failed }) => retries > 0 || (failed ?? 0) > 0)
    .sort((a, b) => size(b) - size(a) || b.retries - a.retries || (b.failed ?? 0) - (a.failed ?? 0));
}
