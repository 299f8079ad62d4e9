import type { Option } from "@/components/ui/option-list";
import type { FacetCounts } from "@/lib/traces/facet-counts";
import type { DURATION_WORDS } from "@/lib/traces/filter";
import { FAILURE_WORDS } from "@/components/traces/failure-words";

import type { FilterWord, ListFilter } from "./search-params";

export const FACET_LABEL: { [word in FilterWord]: string } = {
  q: "Search",
  status: "Outcome",
  feature: "Feature",
  model: "Model",
  provider: "Provider",
  user: "User",
  session: "Session",
  tool: "Tool",
  prompt_version: "Prompt",
  release: "Release",
  tag: "Tag",
  error_type: "Error type",
  kind: "Step",
  complete: "Completeness",
  simulated: "Origin",
  streamed: "Streaming",
  answer_model: "Answered by",
  answer_provider: "Answered by",
  answer_prompt_version: "Answered with prompt",
  min_duration_ms: "At least",
  max_duration_ms: "At most",
  min_ttft_ms: "First token at least",
  max_ttft_ms: "First token at most",
  min_call_ms: "A model call of at least",
  max_call_ms: "A model call of at most",
  min_call_ttft_ms: "A call's first token at least",
  max_call_ttft_ms: "A call's first token at most",
  min_cost_usd: "At least",
  max_cost_usd: "At most",
  cost_known: "Cost",
  cost_contradicted: "Reported cost",
  step: "A call made by",
  failure: "Failure",
  step_failure: "A step failed by",
  retried: "Retries",
  tool_mode: "Tools ran",
  savable: "Tools at once",
};

/** Words with a popover of values; the others come from fields, and from links of figures. */
export type FacetName = Exclude<
  FilterWord,
  | "q"
  | "kind"
  | "streamed"
  | `answer_${string}`
  | `${string}_cost_usd`
  | "cost_known"
  | "step"
  | "failure"
  | "step_failure"
  | "retried"
  | "tool_mode"
  | "savable"
  | (typeof DURATION_WORDS)[number]
>;

/** Always in the bar where there is room; the others wait behind "More". */
export const MAIN_FACETS = [
  "status",
  "feature",
  "model",
  "user",
  "tool",
] as const satisfies readonly FacetName[];
export const MORE_FACETS = [
  "prompt_version",
  "release",
  "provider",
  "session",
  "error_type",
  "tag",
  "complete",
  "cost_contradicted",
  "simulated",
] as const satisfies readonly FacetName[];

/** Ids and names beyond the twenty most frequent can be typed. */
export const OPEN_ENDED: ReadonlySet<FacetName> = new Set([
  "feature",
  "model",
  "user",
  "session",
  "tool",
  "release",
  "prompt_version",
  "error_type",
  "tag",
]);

const WORDS: Partial<Record<FilterWord, { [value: string]: string }>> = {
  status: { ok: "OK", error: "Failed" },
  complete: { true: "Complete", false: "Something missing" },
  simulated: { true: "Simulated", false: "Real traffic" },
  cost_known: { true: "Known", false: "Unknown of a call" },
  cost_contradicted: { true: "Contradicts ours", false: "Does not" },
  streamed: { true: "Streamed", false: "Did not stream" },
  failure: FAILURE_WORDS,
  step_failure: FAILURE_WORDS,
  retried: { true: "Some", false: "None" },
  tool_mode: {
    none: "None",
    single: "One",
    sequential: "One after the other",
    parallel: "At once",
    mixed: "Some at once",
  },
  savable: { true: "Would be faster", false: "Would save nothing" },
};

/** A value as people read it: "Failed" for `error`, `name@version` for a fingerprint. */
export function facetValueLabel(
  facets: FacetCounts["facets"] | undefined,
  word: FilterWord,
  value: string,
): string {
  const counted = facets && word in facets ? facets[word as keyof typeof facets] : undefined;
  return WORDS[word]?.[value] ?? counted?.find((one) => one.value === value)?.label ?? value;
}

/** What can be chosen: values with counts; what is chosen stays in the list when no trace has it. */
export function facetOptions(
  facets: FacetCounts["facets"] | undefined,
  word: FacetName,
  chosen: readonly string[],
): Option[] {
  const counted = facets && word in facets ? facets[word as keyof typeof facets] : [];
  const fixed = Object.keys(WORDS[word] ?? {});
  const known = new Set([...counted.map(({ value }) => value)]);
  return [
    ...counted.map(({ value, count }) => ({ value, label: facetValueLabel(facets, word, value), count })),
    ...[...new Set([...chosen, ...fixed])]
      .filter((value) => !known.has(value))
      .map((value) => ({
        value,
        label: facetValueLabel(facets, word, value),
        ...(facets ? { count: 0 } : {}),
      })),
  ];
}

/** The chosen values of a facet as texts. */
export function chosenOf(filter: ListFilter, word: FacetName): string[] {
  const value = filter[word];
  if (value === null) return [];
  return Array.isArray(value) ? value : [String(value)];
}

/** The filter's change when a facet's values are chosen; of two-valued facets the last tick counts, both mean none. */
export function withChosen(
  word: FacetName,
  chosen: readonly string[],
): Partial<{ [w in FilterWord]: ListFilter[w] | null }> {
  const last = chosen.at(-1);
  if (word === "status") return { status: last === "ok" || last === "error" ? last : null };
  if (word === "complete" || word === "cost_contradicted" || word === "simulated")
    return { [word]: last === undefined ? null : last === "true" };
  return { [word]: chosen.length === 0 ? null : [...chosen] };
}
