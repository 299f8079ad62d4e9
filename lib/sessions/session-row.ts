import type { ISql } from "postgres";

import { FLAG } from "@/lib/model/flags";
import { UNENDED_SECONDS } from "@/lib/model/open-until";
import { usdOfNano } from "@/lib/money/nano-usd";
import type { Score } from "@/lib/scores/score";
import type { Fragment } from "@/lib/traces/trace-condition";

import type { SessionSummary } from "./session";

export interface SessionRow {
  session_id: string;
  user_ids: string[];
  features: string[];
  started_at: string;
  last_at: string;
  ended_at: string | null;
  traces: number;
  errors: number;
  open: boolean;
  cost_nano_usd: string | null;
  priced: number;
  unpriced: number;
  estimated: boolean;
  input_total: number | null;
  cache_read: number | null;
  cache_write: number | null;
  output_total: number | null;
  reasoning: number | null;
}

/** The select list over `traces`, grouped by session; `now` decides which are still running, as in lib/traces/trace-row.ts. */
export const sessionColumns = (sql: ISql, now: Date): Fragment => sql`
  traces.session_id,
  array_remove(array_agg(distinct traces.user_id), null) as user_ids,
  array_agg(distinct traces.feature) as features,
  min(traces.started_at) as started_at,
  max(traces.started_at) as last_at,
  max(traces.started_at + traces.duration_ns / 1000 * interval '1 microsecond') as ended_at,
  count(*)::int as traces,
  (count(*) filter (where traces.is_error))::int as errors,
  bool_or(
    traces.is_open
    and ${now.toISOString()}::timestamptz < coalesce(
      traces.open_until,
      traces.started_at
        + coalesce(traces.duration_ns, 0) / 1000 * interval '1 microsecond'
        + make_interval(secs => ${UNENDED_SECONDS})
    )
  ) as open,
  (sum(traces.cost_nano_usd) filter (where traces.cost_status in ('known', 'partial')))::text as cost_nano_usd,
  (count(*) filter (where traces.cost_status in ('known', 'partial')))::int as priced,
  (count(*) filter (where traces.cost_status in ('unknown', 'partial')))::int as unpriced,
  bool_or((traces.flags & ${FLAG.tokensEstimated}::smallint) <> 0) as estimated,
  sum(traces.input_tokens)::bigint as input_total,
  sum(traces.cache_read_tokens)::bigint as cache_read,
  sum(traces.cache_write_tokens)::bigint as cache_write,
  sum(traces.output_tokens)::bigint as output_total,
  sum(traces.reasoning_tokens)::bigint as reasoning`;

export function sessionOfRow(
  row: SessionRow,
  scores: readonly Score[],
  first: { input: string | null; hidden: boolean },
): SessionSummary {
  const { input_total, cache_read, cache_write, output_total, reasoning } = row;
  const tokens = { input_total, cache_read, cache_write, output_total, reasoning };
  return {
    session_id: row.session_id,
    user_ids: row.user_ids,
    features: row.features,
    started_at: row.started_at,
    last_at: row.last_at,
    ended_at: row.ended_at,
    traces: row.traces,
    errors: row.errors,
    open: row.open,
    cost_usd: row.cost_nano_usd === null ? null : usdOfNano(row.cost_nano_usd),
    tokens_estimated: row.estimated,
    cost_status:
      row.priced === 0
        ? row.unpriced === 0
          ? null
          : "unknown"
        : row.unpriced === 0 && !row.estimated
          ? "known"
          : "partial",
    tokens: Object.values(tokens).every((value) => value === null) ? null : tokens,
    first_input: first.input,
    content_hidden: first.hidden,
    scores: [...scores],
  };
}
