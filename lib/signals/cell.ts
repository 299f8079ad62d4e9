import { binOf, type Histogram, merge } from "@/lib/stats/histogram";

import type { Interaction } from "./interaction";
import { SIGNALS } from "./registry";
import type { Signal } from "./signal";

/** What is known of a signal within a stretch of time; sums of cells are cells. */
export type Statistic =
  | { kind: "share"; n: number; hits: number }
  | { kind: "distribution"; histogram: Histogram }
  | { kind: "mean"; n: number; sum: number; squares: number }
  | { kind: "mix"; counts: Record<string, number> };

export type Statistics = Record<string, Statistic>;

/** A category more is one of others: made-up tool names fill no cell. */
const MOST_CATEGORIES = 40;
export const OTHER = "(other)";

/** What signals are of these interactions; those that say nothing are absent. */
export function measure(
  interactions: readonly Interaction[],
  signals: readonly Signal[] = SIGNALS,
): Statistics {
  const found: Statistics = {};
  for (const signal of signals) {
    const statistic = statisticOf(signal, interactions);
    if (statistic !== null) found[signal.name] = statistic;
  }
  return found;
}

function statisticOf(signal: Signal, interactions: readonly Interaction[]): Statistic | null {
  const { kind } = signal;
  if (kind === "share") {
    const said = observed(interactions, signal.of);
    return said.length === 0 ? null : { kind, n: said.length, hits: said.filter(Boolean).length };
  }
  if (kind === "mix") {
    const said = observed(interactions, signal.of);
    if (said.length === 0) return null;
    const counts = new Map<string, number>();
    for (const category of said) counts.set(category, (counts.get(category) ?? 0) + 1);
    return { kind, counts: bounded(counts) };
  }
  const values = observed(interactions, signal.of).filter(Number.isFinite);
  if (values.length === 0) return null;
  if (kind === "mean")
    return {
      kind,
      n: values.length,
      sum: values.reduce((sum, value) => sum + value, 0),
      squares: values.reduce((sum, value) => sum + value * value, 0),
    };
  return { kind, histogram: histogramOfBins(values.map(binOf)) };
}

function observed<T>(
  interactions: readonly Interaction[],
  of: (one: Interaction) => T | null | readonly T[],
): T[] {
  return interactions.flatMap((interaction) => of(interaction) ?? []) as T[];
}

function histogramOfBins(values: readonly number[]): Histogram {
  const counts = new Map<number, number>();
  for (const bin of values) counts.set(bin, (counts.get(bin) ?? 0) + 1);
  const bins = [...counts.keys()].sort((a, b) => a - b);
  return { bins, counts: bins.map((bin) => counts.get(bin) as number) };
}

/** The most frequent categories; the others as one. */
function bounded(counts: ReadonlyMap<string, number>): Record<string, number> {
  const sorted = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const kept = sorted.slice(0, MOST_CATEGORIES);
  const rest = sorted.slice(MOST_CATEGORIES).reduce((sum, [, n]) => sum + n, 0);
  return Object.fromEntries(rest > 0 ? [...kept, [OTHER, rest]] : kept);
}

/** The statistics of all that two tell of. */
export function add(a: Statistics, b: Statistics): Statistics {
  const sum = { ...a };
  for (const [name, statistic] of Object.entries(b)) {
    const mine = sum[name];
    sum[name] = mine === undefined ? statistic : addStatistic(mine, statistic);
  }
  return sum;
}

function addStatistic(a: Statistic, b: Statistic): Statistic {
  if (a.kind === "share" && b.kind === "share") return { kind: "share", n: a.n + b.n, hits: a.hits + b.hits };
  if (a.kind === "mean" && b.kind === "mean")
    return { kind: "mean", n: a.n + b.n, sum: a.sum + b.sum, squares: a.squares + b.squares };
  if (a.kind === "distribution" && b.kind === "distribution")
    return { kind: "distribution", histogram: merge([a.histogram, b.histogram]) };
  if (a.kind === "mix" && b.kind === "mix") {
    const counts = new Map(Object.entries(a.counts));
    for (const [category, n] of Object.entries(b.counts))
      counts.set(category, (counts.get(category) ?? 0) + n);
    return { kind: "mix", counts: bounded(counts) };
  }
  // The signal is of another kind since a release: what it was says nothing of it.
  return b;
}
