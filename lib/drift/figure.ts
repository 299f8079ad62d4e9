import { formatCount, formatTokens } from "@/lib/format/count";
import { formatDuration } from "@/lib/format/duration";
import { formatUsd } from "@/lib/format/money";
import { formatPercent } from "@/lib/format/percent";
import { significant } from "@/lib/format/significant";
import type { Statistic } from "@/lib/signals/cell";
import type { Unit } from "@/lib/signals/signal";
import { quantile } from "@/lib/stats/histogram";

import type { Model } from "./engine/model";

/** Which quantile of a distribution people read for a component: of its level, the middle. */
const QUANTILE: Readonly<Record<string, number>> = { level: 0.5, p50: 0.5, p90: 0.9, p99: 0.99 };

/** The figure that people know a component by: a share, a quantile, a mean; null: there is none. */
export function figureOf(statistic: Statistic | undefined, component: string, model: Model): number | null {
  if (statistic === undefined) return null;
  switch (statistic.kind) {
    case "share":
      return statistic.n === 0 ? null : statistic.hits / statistic.n;
    case "mean":
      return statistic.n === 0 ? null : statistic.sum / statistic.n;
    case "distribution":
      return quantile(statistic.histogram, QUANTILE[component] ?? 0.5);
    case "mix": {
      const all = Object.values(statistic.counts).reduce((sum, n) => sum + n, 0);
      if (all === 0) return null;
      const found = model.components.find(({ component: { name } }) => name === component)?.component;
      if (found?.is === "category") return (statistic.counts[found.category] ?? 0) / all;
      if (found?.is !== "other") return null;
      return 1 - found.categories.reduce((sum, category) => sum + (statistic.counts[category] ?? 0), 0) / all;
    }
  }
}

/** A signal's figure as people read it. */
export function formatFigure(value: number, unit: Unit): string {
  switch (unit) {
    case "share":
      return formatPercent(value);
    case "ns":
      return formatDuration(value / 1e6);
    case "milliseconds":
      return formatDuration(value);
    case "nano_usd":
      return formatUsd(value / 1e9);
    case "tokens":
      return formatTokens(value);
    case "characters":
      return `${formatCount(Math.round(value))} characters`;
    case "count":
    case "score":
      return significant(value);
  }
}

/** "p90", "p50" beside a quantile; nothing where the figure speaks for itself. */
export const quantileName = (kind: Statistic["kind"], component: string): string | null =>
  kind !== "distribution" ? null : component === "level" ? "p50" : component;
