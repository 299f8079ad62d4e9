/** What a list of sessions is sorted by besides their last activity; SQL over grouped `traces`, ours and constant. Unknown comes last. */
export const SESSION_SORTS = {
  turns: "count(*)",
  failures: "count(*) filter (where traces.is_error)",
  cost: "sum(traces.cost_nano_usd) filter (where traces.cost_status in ('known', 'partial'))",
  lasted:
    "(extract(epoch from max(traces.started_at + traces.duration_ns / 1000 * interval '1 microsecond') - min(traces.started_at)) * 1000000)::bigint",
} as const;
export type SessionSortKey = keyof typeof SESSION_SORTS;

/** As an address says it: "cost.desc". */
export type SessionSortWord = `${SessionSortKey}.${"asc" | "desc"}`;
export const SESSION_SORT_WORDS = (Object.keys(SESSION_SORTS) as SessionSortKey[]).flatMap(
  (key): SessionSortWord[] => [`${key}.desc`, `${key}.asc`],
);
