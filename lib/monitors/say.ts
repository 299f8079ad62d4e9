import { formatCount, formatTokens } from "@/lib/format/count";
import { formatDuration } from "@/lib/format/duration";
import { formatUsd } from "@/lib/format/money";
import { formatPercent } from "@/lib/format/percent";
import { significant } from "@/lib/format/significant";
import { unitOf } from "@/lib/metrics/figure";

import { WINDOWS } from "./choices";
import { type Measured, type Monitor } from "./definition";
import type { Firing, State } from "./judge";

const WORDS: Readonly<Record<string, string>> = {
  error_rate: "error rate",
  errors: "failures",
  cost_usd: "cost",
  latency: "latency",
  interaction_latency: "latency of interactions",
  model_latency: "latency of model calls",
  ttft: "time to first token of model calls",
  trace_ttft: "time to first token",
  truncated_calls: "answers cut off",
};

/** A metric in the words of a sentence. */
export const wordsOf = (metric: string): string =>
  metric.startsWith("score:")
    ? `score “${metric.slice("score:".length)}”`
    : (WORDS[metric] ?? metric.replaceAll("_", " "));

/** A metric's figure as people read it. */
export function sayValue(metric: string, value: number): string {
  switch (unitOf(metric)) {
    case "ratio":
      return formatPercent(value);
    case "ms":
      return formatDuration(value);
    case "usd":
      return formatUsd(value);
    case "tokens":
      return formatTokens(value);
    case "score":
      return significant(value);
    case "count":
      return formatCount(value);
  }
}

/** What has happened to a series, in a line with its figures. */
export function sayFiring(monitor: Monitor, series: string, { label }: State, firing: Firing): string {
  const of = label ?? series;
  if (monitor.kind === "silence")
    return `${monitor.name}: nothing from ${of} for ${formatDuration(firing.silentMs ?? 0)}, which sent every ${formatDuration(firing.usualMs ?? 0)}`;
  const head = `${monitor.name}${of === "" ? "" : ` (${of})`}: `;
  const figure = figureWords(monitor);
  if (firing.value === null) return `${head}no data of ${figure}`;
  const value = sayValue(monitor.metric, firing.value);
  if (monitor.kind === "threshold")
    return `${head}${figure} ${value} in ${WINDOWS[monitor.window]} min, ${monitor.direction} ${sayValue(monitor.metric, monitor[firing.level] ?? 0)}`;
  const { usual } = firing;
  return usual === undefined
    ? `${head}${figure} ${value} is unusual`
    : `${head}${figure} ${value}, usually ${sayValue(monitor.metric, usual.low)} to ${sayValue(monitor.metric, usual.high)}`;
}

/** "p95 latency". */
export const figureWords = ({ metric, quantile }: Pick<Measured, "metric" | "quantile">): string =>
  unitOf(metric) === "ms" ? `${quantile ?? "p95"} ${wordsOf(metric)}` : wordsOf(metric);

/** Why it is over. */
export function sayRecovery(monitor: Monitor, { value, status }: State): string {
  if (monitor.kind === "silence")
    return "It sends again, or has been gone for so long that it is no longer watched.";
  if (status === "no_data" || value === null) return "No data come any more.";
  return `${figureWords(monitor)} is ${sayValue(monitor.metric, value)}.`.replace(/^./, (first) =>
    first.toUpperCase(),
  );
}
