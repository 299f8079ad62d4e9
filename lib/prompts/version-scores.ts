import type { Tx } from "@/db/client";
import { plainArray, textArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { studentT } from "@/lib/stats/student";
import { shardList } from "@/lib/traces/filter-sql";
import { formatFingerprint } from "@/lib/traces/fingerprint";

import type { Estimate, VersionFigures } from "./document";
import { shareOf } from "./version-figures";

type ScoreFigures = VersionFigures["scores"];

/** Of so many judgements a mean is as exact as anybody needs; the newest of the range are read. */
const MOST_READ = 20_000;
/** Fewer numbers say too little of how they are spread. */
const LEAST_FOR_INTERVAL = 20;
const MOST_NAMES = 20;

interface ScoreRow {
  fingerprint: string;
  name: string;
  dataType: "number" | "boolean";
  count: number;
  sum: number;
  deviation: number | null;
}

/**
 * Judgements of the range about interactions that these versions answered, by fingerprint (16 hex digits): means of numbers and of yes
 * and no. Words have no mean.
 * @param fingerprints decimal
 */
export async function versionScores(
  tx: Tx,
  ctx: Context,
  fingerprints: readonly string[],
  asked: { from: string; to: string; environment: readonly string[]; feature: readonly string[] },
): Promise<Map<string, ScoreFigures>> {
  const { environment, feature } = asked;
  // A judgement comes after what it judges, sometimes weeks later: the trace's own days say which partition holds it.
  const rows = await tx<ScoreRow[]>`
    with judged as materialized (
      select trace_id, shard_key, name, data_type, value_number
      from scores
      where scores.project_id = ${ctx.project.id}
        and scores.shard_key = any(${shardList(ctx)}::int[])
        and scores.created_at >= ${asked.from}::timestamptz
        and scores.created_at < ${asked.to}::timestamptz
        and scores.trace_id is not null
        and scores.value_number is not null
      order by scores.created_at desc
      limit ${MOST_READ}
    )
    select answers.answer_fingerprint::text as fingerprint, judged.name, judged.data_type as "dataType", count(*)::int as count,
      sum(judged.value_number)::float8 as sum, stddev_samp(judged.value_number)::float8 as deviation
    from judged
    join trace_days on trace_days.project_id = ${ctx.project.id}
      and trace_days.trace_id = judged.trace_id
      and trace_days.shard_key = judged.shard_key
      and trace_days.shard_key = any(${shardList(ctx)}::int[])
    cross join lateral (
      select traces.answer_fingerprint
      from traces
      where traces.project_id = ${ctx.project.id}
        and traces.trace_id = judged.trace_id
        and traces.shard_key = judged.shard_key
        and traces.shard_key = any(${shardList(ctx)}::int[])
        and traces.started_at >= trace_days.first_day::timestamp at time zone 'UTC'
        and traces.started_at < (trace_days.last_day + 1)::timestamp at time zone 'UTC'
        and traces.answer_fingerprint = any(${plainArray(fingerprints)}::bigint[])
        and (${environment.length === 0} or traces.environment = any(${textArray(environment)}::text[]))
        and (${feature.length === 0} or traces.feature = any(${textArray(feature)}::text[]))
    ) as answers
    group by 1, 2, 3
    order by count(*) desc, judged.name`;
  const scores = new Map<string, ScoreFigures>();
  for (const row of rows) {
    const fingerprint = formatFingerprint(row.fingerprint);
    const own = scores.get(fingerprint) ?? [];
    if (own.length < MOST_NAMES)
      own.push({ name: row.name, data_type: row.dataType, count: row.count, mean: meanOf(row) });
    scores.set(fingerprint, own);
  }
  return scores;
}

function meanOf({ dataType, count, sum, deviation }: ScoreRow): Estimate {
  if (dataType === "boolean") return shareOf(Math.round(sum), count);
  const value = sum / count;
  if (count < LEAST_FOR_INTERVAL || deviation === null) return { value, low: null, high: null };
  const half = (studentT(count - 1) * deviation) / Math.sqrt(count);
  return { value, low: value - half, high: value + half };
}
