import { createHash } from "node:crypto";

import type { Tx } from "@/db/client";
import { slotSql } from "@/lib/time/slot";

import type { TraceRow } from "./facts";
import { markStale, TEN_SECOND_BUCKETS_MARKED_MS, tenSecondBucketOf } from "./mark-stale";
import { ofTrace, type StoredTrace, type TraceKey } from "./read-facts";
import { childrenOf, sumLargeTrace, WRAPS_SQL } from "./sum-large-trace";
import { deleteTraces, upsertTraces, type TraceWrite } from "./write-derived";

/** Rows of a summed trace that were written or deleted. */
interface Written {
  spans: number;
  changedTraces: number;
  changedSpans: number;
}

/**
 * Writes what sumLargeTrace says of a trace, its spans' share of it, and the marks of its minutes. All by statements over the
 * whole trace, so that memory does not grow with it.
 */
export async function writeSummed(tx: Tx, key: TraceKey): Promise<Written> {
  const gone = await deleteSuperseded(tx, key);
  const { row, stored } = await readSummed(tx, key);
  const moved = stored.filter(({ startedUs }) => startedUs !== row?.startedUs);
  await deleteTraces(tx, moved);
  const { projectId } = key;
  const stale = [...gone, ...moved.map(({ startedUs }) => startedUs)].map(tenSecondBucketOf);
  await markStale(
    tx,
    [...new Set(stale)].map((bucketUs) => ({ projectId, bucketUs })),
  );
  if (row === null) return { spans: 0, changedTraces: moved.length, changedSpans: gone.length };
  const known = stored.find(({ startedUs }) => startedUs === row.startedUs)?.digest === row.digest;
  if (!known) await upsertTraces(tx, [row]);
  const changedSpans = gone.length + (await updateSpans(tx, key, row));
  if (!known || changedSpans + moved.length > 0) await markAll(tx, key);
  return { spans: row.spanCount, changedTraces: known ? 0 : 1, changedSpans };
}

/** The row as it should be, and those that are stored. */
export async function readSummed(
  tx: Tx,
  key: TraceKey,
): Promise<{ row: TraceWrite | null; stored: StoredTrace[] }> {
  const summed = await sumLargeTrace(tx, key);
  const stored = await tx<StoredTrace[]>`
    select project_id as "projectId", trace_id as "traceId", shard_key as "shardKey",
      (extract(epoch from started_at) * 1000000)::bigint as "startedUs", digest::text as digest
    from traces
    where ${ofTrace(tx, [key], "started_at")}`;
  if (summed === null) return { row: null, stored };
  const { projectId, traceId, shardKey } = key;
  const digest = digestOf(summed.row, summed.content);
  return { row: { ...summed.row, projectId, traceId, shardKey, digest }, stored };
}

/** 63 bits as decimal digits, as digestTrace makes them. */
function digestOf(row: TraceRow, content: string): string {
  const hash = createHash("sha256").update(JSON.stringify([Object.values(row), content]));
  return (hash.digest().readBigUInt64BE(0) & 0x7fffffffffffffffn).toString();
}

/** Of copies of a span with different starts the greatest revision stays, as in span-tree.ts. @returns starts, in microseconds */
async function deleteSuperseded(tx: Tx, key: TraceKey): Promise<number[]> {
  const rows = await tx<{ us: number }[]>`
    with twice as (
      select span_id from spans where ${ofTrace(tx, [key], "started_at")} group by span_id having count(*) > 1
    ),
    placed as (
      select span_id, started_at, row_number() over (partition by span_id order by revision desc, started_at desc) as place
      from spans
      where ${ofTrace(tx, [key], "started_at")} and span_id in (select span_id from twice)
    )
    delete from span_rows s
    using placed p
    where p.place > 1 and s.span_id = p.span_id and s.started_at = p.started_at and ${ofTrace(tx, [key], "started_at", "s.")}
    returning (extract(epoch from s.started_at) * 1000000)::bigint as us`;
  return rows.map(({ us }) => us);
}

/** What derived columns should be: whose spans are, and which only wrap a call. */
function derivedOf(tx: Tx, key: TraceKey, row: TraceRow) {
  const unlessSame = (value: string | null, own: string) =>
    tx`case when ${value}::text is distinct from s.${tx(own)} then ${value}::text end`;
  return tx`
    select s.span_id, s.started_at, case when ${tx.unsafe(WRAPS_SQL)} then 'workflow' end as kind,
      ${unlessSame(row.feature, "feature")} as feature, ${unlessSame(row.userId, "user_id")} as user_id,
      ${unlessSame(row.sessionId, "session_id")} as session_id, ${unlessSame(row.environment, "environment")} as environment,
      ${unlessSame(row.release, "release")} as release
    from spans s
    left join (${childrenOf(tx, key)}) below on below.parent_span_id = s.span_id
    where ${ofTrace(tx, [key], "started_at", "s.")}`;
}

/** Rows `s` of spans that are otherwise than `d`: whatever an earlier, smaller state of the trace said goes, too. */
const DIFFERS_SQL = `
  s.span_id = d.span_id and s.started_at = d.started_at and (
    (s.derived_kind, s.derived_feature, s.derived_user_id, s.derived_session_id, s.derived_environment, s.derived_release)
      is distinct from (d.kind, d.feature, d.user_id, d.session_id, d.environment, d.release)
    or num_nonnulls(s.derived_ttft_ns, s.derived_fingerprint, s.derived_parts, s.derived_step, s.derived_attempt,
      s.derived_call_id, s.derived_call_trace_id, s.derived_call_rank, s.derived_order) > 0
  )`;

async function updateSpans(tx: Tx, key: TraceKey, row: TraceRow): Promise<number> {
  const changed = await tx`
    update span_rows s
    set derived_kind = d.kind, derived_feature = d.feature, derived_user_id = d.user_id, derived_session_id = d.session_id,
      derived_environment = d.environment, derived_release = d.release, derived_ttft_ns = null, derived_fingerprint = null,
      derived_parts = null, derived_step = null, derived_attempt = null, derived_call_id = null,
      derived_call_trace_id = null, derived_call_rank = null, derived_order = null
    from (${derivedOf(tx, key, row)}) d
    where ${ofTrace(tx, [key], "started_at", "s.")} and ${tx.unsafe(DIFFERS_SQL)}`;
  return changed.count;
}

/** How many spans {@link writeSummed} would write, copies that another supersedes left out. @param row of the trace */
export async function countStaleSpans(tx: Tx, key: TraceKey, row: TraceRow | null): Promise<number> {
  if (row === null) return 0;
  const [stale] = await tx<{ spans: number }[]>`
    select count(*)::int as spans
    from spans s, (${derivedOf(tx, key, row)}) d
    where ${ofTrace(tx, [key], "started_at", "s.")} and ${tx.unsafe(DIFFERS_SQL)}`;
  return stale?.spans ?? 0;
}

/** Every minute and slot that a span of the trace lies in. */
async function markAll(tx: Tx, key: TraceKey): Promise<void> {
  const spans = ofTrace(tx, [key], "started_at");
  await tx`
    with tens as (
      select distinct date_bin('10 seconds', started_at, '2000-01-01 00:00:00+00') as ten from spans where ${spans}
    )
    insert into dirty_buckets (project_id, tier, bucket)
    select distinct ${key.projectId}::int, 60, date_trunc('minute', ten, 'UTC') from tens
    union all
    select ${key.projectId}::int, 10, ten
    from tens
    where ten > clock_timestamp() - make_interval(secs => ${TEN_SECOND_BUCKETS_MARKED_MS / 1000})`;
  await tx`
    insert into budget_marks (project_id, slot)
    select distinct ${key.projectId}::int, ${tx.unsafe(slotSql("started_at"))}
    from spans
    where ${spans} and kind in ('llm', 'embedding', 'rerank', 'agent', 'workflow')`;
}
