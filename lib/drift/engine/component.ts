import { countBelow } from "@/lib/stats/count-below";
import { merge, quantile, total, valueOf, type Histogram } from "@/lib/stats/histogram";

import type { Cell, DistributionCell, MeanCell, MixCell, ShareCell, Signal } from "./cell";

/** What of a cell is watched by itself; plain JSON, a part of the model. */
export type Component =
  | { name: string; is: "hits" | "mean" }
  /** The share above a quantile of the baseline, in nanoseconds or what else the histogram counts. */
  | { name: string; is: "above"; value: number }
  /** The mean of logarithms, values outside of `low` and `high` (logarithms too) counted as those. */
  | { name: string; is: "level"; low: number; high: number }
  | { name: string; is: "category"; category: string }
  /** All categories but these. */
  | { name: string; is: "other"; categories: readonly string[] };

/** Number, sum and sum of squares; of a share the sum is the hits. */
export interface Observation {
  n: number;
  sum: number;
  squares: number;
}

const CATEGORIES = 8;

export const isShare = ({ is }: Component): boolean => is !== "mean" && is !== "level";

/** What is watched of a signal, decided on its baseline; none where the baseline is empty. */
export function componentsOf({ kind }: Signal, history: readonly Cell[]): Component[] {
  if (kind === "share") return [{ name: "share", is: "hits" }];
  if (kind === "mean") return [{ name: "mean", is: "mean" }];
  if (kind === "mix") return categoriesOf(history as MixCell[]);
  const all = merge((history as DistributionCell[]).map(({ histogram }) => histogram));
  const at = (q: number): number => quantile(all, q) ?? 1;
  if (total(all) === 0) return [];
  return [
    { name: "level", is: "level", low: Math.log(at(0.005)), high: Math.log(at(0.995)) },
    { name: "p50", is: "above", value: at(0.5) },
    { name: "p90", is: "above", value: at(0.9) },
    { name: "p99", is: "above", value: at(0.99) },
  ];
}

function categoriesOf(history: readonly MixCell[]): Component[] {
  const sums = new Map<string, number>();
  for (const { counts } of history)
    for (const [category, count] of Object.entries(counts))
      sums.set(category, (sums.get(category) ?? 0) + count);
  const categories = [...sums]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, CATEGORIES)
    .map(([category]) => category);
  if (categories.length === 0) return [];
  return [
    ...categories.map((category): Component => ({ name: category, is: "category", category })),
    { name: "other", is: "other", categories },
  ];
}

/** What a cell says about each component. */
export function observe(components: readonly Component[], cell: Cell): Observation[] {
  if ("histogram" in cell) {
    const n = total(cell.histogram);
    return components.map((component) => ofHistogram(component, cell.histogram, n));
  }
  if ("counts" in cell) {
    let n = 0;
    for (const count of Object.values(cell.counts)) n += count;
    return components.map((component) => share(n, ofCounts(component, cell.counts, n)));
  }
  if ("hits" in cell) return components.map(() => share(cell.n, (cell as ShareCell).hits));
  return components.map(() => cell as MeanCell);
}

const share = (n: number, hits: number): Observation => ({ n, sum: hits, squares: hits });

function ofCounts(component: Component, counts: MixCell["counts"], n: number): number {
  if (component.is === "category") return counts[component.category] ?? 0;
  if (component.is !== "other") return 0;
  let rest = n;
  for (const category of component.categories) rest -= counts[category] ?? 0;
  return rest;
}

function ofHistogram(component: Component, histogram: Histogram, n: number): Observation {
  if (component.is === "above") return share(n, n - countBelow(histogram, component.value));
  const { low, high } = component as { low: number; high: number };
  let [sum, squares] = [0, 0];
  for (let index = 0; index < histogram.counts.length; index++) {
    const count = histogram.counts[index] as number;
    const value = Math.min(high, Math.max(low, Math.log(valueOf(histogram.bins[index] as number))));
    sum += count * value;
    squares += count * value * value;
  }
  return { n, sum, squares };
}
