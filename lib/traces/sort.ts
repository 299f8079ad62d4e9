/** What a list of traces is sorted by besides time; SQL over `traces`, ours and constant. What has no value comes last, whichever way. */
export const TRACE_SORTS = {
  latency: "traces.duration_ns",
  ttft: "traces.ttft_ns",
  tokens_in: "traces.input_tokens",
  tokens_out: "traces.output_tokens",
  // The sum of no known costs is not 0 dollars.
  cost: "case when traces.cost_status <> 'unknown' then traces.cost_nano_usd end",
} as const;
export type SortKey = keyof typeof TRACE_SORTS;

/** As an address says it: "cost.desc". */
export type SortWord = `${SortKey}.${"asc" | "desc"}`;
export const SORT_WORDS = (Object.keys(TRACE_SORTS) as SortKey[]).flatMap((key): SortWord[] => [
  `${key}.desc`,
  `${key}.asc`,
]);

export interface TraceSort {
  by: SortKey;
  desc: boolean;
}

export function sortOf(word: SortWord): TraceSort {
  const [by, way] = word.split(".") as [SortKey, "asc" | "desc"];
  return { by, desc: way === "desc" };
}

export const isSortWord = (text: string | null): text is SortWord =>
  (SORT_WORDS as readonly (string | null)[]).includes(text);
