import { consolePath } from "@/components/shell/routes";
import { MEASURE, type Measure } from "@/lib/latency/measure";
import type { LatencyScope } from "@/lib/latency/scope";
import { filterFor } from "@/lib/model/figure-dimensions";
import { isDimension } from "@/lib/model/filter-params";

/** Further words of the list's filter; null and undefined are left out. */
export type Words = Record<string, string | number | boolean | null | undefined>;

/** Bounds of a measure: more than the one and at most the other, in milliseconds. */
export interface Bounds {
  overMs?: number;
  upToMs?: number;
}

const BOUND: Record<Measure, string> = {
  interaction_latency: "duration",
  trace_ttft: "ttft",
  model_latency: "call",
  ttft: "call_ttft",
};

/** A figure's attribute as a word of the list; null: the list cannot find it. */
export function listWord(attribute: string, source: "traces" | "calls"): string | null {
  if (attribute === "environment") return "env";
  return isDimension(attribute) ? filterFor(source, attribute) : null;
}

/** The traces behind a figure: its time, its filters, and what else is said. */
export function tracesHref(
  projectSlug: string,
  scope: Pick<LatencyScope, "from" | "to" | "filters">,
  source: "traces" | "calls",
  words: Words = {},
): string {
  const query = new URLSearchParams({ from: scope.from, to: scope.to });
  const { environment, ...filters } = scope.filters;
  // The list has one environment; a figure of several is of all of them.
  if (environment?.length === 1) query.set("env", environment[0]!);
  for (const [attribute, values] of Object.entries(filters)) {
    const word = listWord(attribute, source);
    // What the link itself says of a word is narrower than the page's filter.
    if (word === null || words[word] !== undefined) continue;
    for (const value of values) query.append(word, value);
  }
  for (const [word, value] of Object.entries(words))
    if (value !== null && value !== undefined) query.set(word, String(value));
  return `${consolePath(projectSlug, "traces")}?${query}`;
}

/** The traces of one value of a group; without a group, or where the value is not set, those of all. */
export function valueHref(
  projectSlug: string,
  scope: Pick<LatencyScope, "from" | "to" | "filters">,
  { measure, group, value }: { measure: Measure; group: string | null; value: string | null },
  words: Words = {},
): string {
  const source = sourceOf(measure);
  const word = group === null || value === null ? null : listWord(group, source);
  return tracesHref(projectSlug, scope, source, word === null ? words : { ...words, [word]: value });
}

/**
 * Bounds as words of the list, which takes "at least" in whole nanoseconds: the first above the lower edge.
 * A lower edge below a nanosecond is none.
 */
export function boundWords(measure: Measure, { overMs = 0, upToMs }: Bounds): Words {
  const word = BOUND[measure];
  const over = Math.floor(overMs * 1e6) + 1;
  return {
    ...(overMs * 1e6 < 1 ? {} : { [`min_${word}_ms`]: plain(over / 1e6) }),
    ...(upToMs === undefined ? {} : { [`max_${word}_ms`]: plain(Math.floor(upToMs * 1e6) / 1e6) }),
  };
}

/** The word of the list that takes at least how long. */
export const leastWord = (measure: Measure): string => `min_${BOUND[measure]}_ms`;

/** Traces with such a value at all: every interaction has a latency, not every one a first token. */
export const observedWords = (measure: Measure): Words =>
  measure === "trace_ttft" || measure === "ttft" ? { [`min_${BOUND[measure]}_ms`]: 0 } : {};

export const sourceOf = (measure: Measure): "traces" | "calls" => MEASURE[measure].source;

/** Never with an exponent, which the list does not read. */
const plain = (ms: number): string => ms.toFixed(6).replace(/\.?0+$/, "");
