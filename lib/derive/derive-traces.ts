import type { Sql, Tx } from "@/db/client";
import { isTransient, isUnavailable } from "@/db/error-codes";
import { plainArray } from "@/db/pg-array";
import { log } from "@/lib/log";

import { claimMarks, type Claim } from "./claim-marks";
import { collectChanges, distinctSlots, noChanges, sizeOf } from "./collect-changes";
import { storeFilled } from "./fill-calls";
import { markDecisionOfLarge, markDecisions } from "./mark-decisions";
import { markForSealing } from "./mark-for-sealing";
import { markLate } from "./mark-late";
import { distinctBuckets, markStale } from "./mark-stale";
import { markTraces } from "./read-elsewhere";
import { LargeTraces } from "./large-traces";
import { countFacts, keyOf, readFacts, type TraceFacts, type TraceKey } from "./read-facts";
import {
  type KnownPrompts,
  newSightings,
  type ProjectSighting,
  registerPrompts,
  rememberPrompts,
} from "./register-prompts";
import { resolveStored } from "./resolve-stored";
import { retrying } from "./retry";
import { writeSummed } from "./write-summed";
import { deleteSpans, deleteTraces, markSlots, updateSpans, upsertTraces } from "./write-derived";

export interface DeriveOptions {
  /** Marks a batch at most. */
  limit?: number;
  /** How long a mark rests, for more of the same burst to come. */
  minAgeMs?: number;
  /** Spans of a trace that is resolved; a larger one is summed: sum-large-trace.ts. */
  maxSpansPerTrace?: number;
  /** Rows that lie in memory at once, unless one trace alone has more. */
  maxRowsAtOnce?: number;
  /** What this worker knows of large traces; shared by its loops. */
  large?: LargeTraces;
}

const MAX_SPANS_PER_TRACE = 100_000;

export interface Derived {
  marks: number;
  traces: number;
  /** Spans read. */
  spans: number;
  /** Rows that differed from what was stored. */
  changedTraces: number;
  changedSpans: number;
}

const NOTHING: Derived = { marks: 0, traces: 0, spans: 0, changedTraces: 0, changedSpans: 0 };
/** About 3 kB each. */
const MAX_ROWS_AT_ONCE = 20_000;

/**
 * Derives one batch of dirty traces anew, in one transaction: claims marks, reads the traces' spans, resolves them, writes
 * what changed and marks the minutes that must be rolled up again. A crash before commit leaves the marks where they were.
 * A batch that cannot be done is tried in halves, down to the trace that is at fault: that one has to wait.
 *
 * @param sql connected as recount_worker
 * @param prompts what this worker knows to be registered; grows
 * @returns counts; all 0 when there was nothing to do, or another worker is at it
 */
export async function deriveTraces(
  sql: Sql,
  prompts: KnownPrompts,
  options: DeriveOptions = {},
): Promise<Derived> {
  const {
    limit = 1000,
    minAgeMs = 150,
    maxSpansPerTrace = MAX_SPANS_PER_TRACE,
    maxRowsAtOnce = MAX_ROWS_AT_ONCE,
    large = new LargeTraces(),
  } = options;
  for (let size = limit; ; size = Math.ceil(size / 2)) {
    const claimed: Claimed = { traces: [] };
    try {
      return await retrying(() =>
        deriveBatch(sql, prompts, { limit: size, minAgeMs, maxSpansPerTrace, maxRowsAtOnce, large }, claimed),
      );
    } catch (error) {
      if (isUnavailable(error) || isTransient(error)) throw error;
      const [only] = claimed.traces;
      if (claimed.traces.length > 1) continue;
      if (only === undefined) throw error;
      await setAside(sql, only, error);
      return { ...NOTHING, marks: only.markIds.length };
    }
  }
}

/** What the last attempt had claimed. */
interface Claimed {
  traces: Claim["traces"];
}

const SET_ASIDE_MINUTES = 10;

/**
 * A trace that fails by itself (a value that no column holds) would be first in every batch, and nobody's traces would be
 * derived any more. Its mark is not lost, it only waits: what failed for another reason, in all of them, heals by itself.
 */
async function setAside(sql: Sql, { key, markIds }: Claim["traces"][number], error: unknown): Promise<void> {
  log.error(
    { err: error, project: key.projectId, trace: key.traceId },
    `this trace cannot be derived; its spans are kept, and it is tried again in ${SET_ASIDE_MINUTES} minutes`,
  );
  // A new mark, so that it no longer stands before all others.
  await sql`
    with taken as (
      delete from dirty_traces where id = any(${plainArray(markIds)}::bigint[]) returning project_id, trace_id, shard_key, lane
    )
    insert into dirty_traces (project_id, trace_id, shard_key, lane, marked_at)
    select distinct project_id, trace_id, shard_key, lane, clock_timestamp() + make_interval(mins => ${SET_ASIDE_MINUTES})
    from taken`;
}

async function deriveBatch(
  sql: Sql,
  prompts: KnownPrompts,
  { limit, minAgeMs, maxSpansPerTrace, maxRowsAtOnce, large }: Required<DeriveOptions>,
  claimed: Claimed,
): Promise<Derived> {
  let fresh: ProjectSighting[] = [];
  const sizes: { key: TraceKey; spans: number }[] = [];
  const derived = (await sql.begin(async (tx) => {
    const [, claim] = await Promise.all([planClaim(tx), claimMarks(tx, limit, minAgeMs, large.atRest())]);
    claimed.traces = claim.traces;
    if (claim.traces.length === 0) return NOTHING;
    const [, batch] = await Promise.all([planWrites(tx), readWithin(tx, claim, maxRowsAtOnce)]);
    claimed.traces = batch.traces;
    const markIds = batch.traces.flatMap((trace) => trace.markIds);
    const resolve = async (facts: TraceFacts[]): Promise<Derived> => {
      const { sightings, ...counts } = await resolveBatch(tx, facts);
      fresh = newSightings(sightings, prompts);
      await registerPrompts(tx, fresh);
      for (const { key, spans } of facts) sizes.push({ key, spans: spans.length });
      return { ...counts, marks: markIds.length };
    };
    const { tooLarge } = batch;
    const done =
      tooLarge === null
        ? await resolve(batch.facts)
        : await large.alone(tooLarge.key, async () => {
            if (tooLarge.facts <= maxSpansPerTrace)
              return resolve([...((await readFacts(tx, [tooLarge.key])) ?? [])].map(([, facts]) => facts));
            const { spans, ...changed } = await writeSummed(tx, tooLarge.key);
            await markDecisionOfLarge(tx, tooLarge.key);
            sizes.push({ key: tooLarge.key, spans });
            return { ...changed, spans, traces: 1, marks: markIds.length };
          });
    if (done === null) return NOTHING;
    await Promise.all([
      tx`delete from dirty_traces where id = any(${plainArray(markIds)}::bigint[])`,
      markForSealing(
        tx,
        batch.traces.map(({ key }) => key),
        "settled",
      ),
    ]);
    return done;
  })) as Derived;
  for (const { key, spans } of sizes) large.derived(key, spans);
  rememberPrompts(prompts, fresh);
  return derived;
}

/** Resolves traces and writes what changed. */
async function resolveBatch(
  tx: Tx,
  traces: readonly TraceFacts[],
): Promise<Omit<Derived, "marks"> & { sightings: ProjectSighting[] }> {
  const { traces: resolved, elsewhere } = await resolveStored(tx, traces);
  const changes = noChanges();
  const changed = new Set<string>();
  for (const trace of resolved) {
    const before = sizeOf(changes);
    collectChanges(changes, trace.facts, trace.resolved);
    if (sizeOf(changes) > before) changed.add(keyOf(trace.facts.key));
  }
  // Sent together: the connection answers in order.
  await Promise.all([
    deleteTraces(tx, changes.goneTraces),
    upsertTraces(tx, changes.traces),
    deleteSpans(tx, changes.goneSpans),
    storeFilled(tx, changes.filled),
    updateSpans(tx, changes.spans),
    markStale(tx, distinctBuckets(changes.tenSecondBuckets)),
    markLate(tx, changes.traces),
    markSlots(tx, distinctSlots(changes.slots)),
    markTraces(tx, elsewhere.stale(changed)),
    markDecisions(tx, resolved),
  ]);
  return {
    traces: traces.length,
    spans: traces.reduce((count, facts) => count + facts.spans.length, 0),
    changedTraces: changes.traces.length,
    changedSpans: changes.spans.length + changes.goneSpans.length,
    sightings: changes.sightings,
  };
}

/**
 * Statements of a batch touch a few thousand of perhaps a billion rows by key, and a day's partition has no statistics at
 * first: the planner takes every condition for unique. So it is told that marks find their days one by one, and that derived
 * columns are joined by hash to spans found by trace id. (Measured without: a nested loop over 5,000 × 5,000 rows, 4 s a batch.)
 */
const planClaim = (tx: Tx): Promise<unknown> =>
  tx.unsafe(
    "set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off",
  );
const planWrites = (tx: Tx): Promise<unknown> =>
  tx.unsafe("set local enable_hashjoin = on; set local enable_nestloop = off");

interface Batch {
  traces: Claim["traces"];
  facts: TraceFacts[];
  /** The only trace of the batch, with how many rows it has: not read yet, as they are too many. */
  tooLarge: { key: TraceKey; facts: number } | null;
}

/** As many of the claimed traces as may lie in memory together. */
async function readWithin(tx: Tx, { traces }: Claim, most: number): Promise<Batch> {
  const read = async (some: Claim["traces"]): Promise<Batch | null> => {
    const facts = await readFacts(
      tx,
      some.map(({ key }) => key),
      { limit: most },
    );
    return facts && { traces: some, facts: [...facts.values()], tooLarge: null };
  };
  const all = await read(traces);
  if (all !== null) return all;
  const sizes = await countFacts(
    tx,
    traces.map(({ key }) => key),
  );
  let facts = 0;
  const fitting = traces.filter(({ key }) => (facts += sizes.get(keyOf(key)) ?? 0) <= most);
  const [first] = traces as [Claim["traces"][number]];
  return (
    (fitting.length > 0 ? await read(fitting) : null) ?? {
      traces: [first],
      facts: [],
      tooLarge: { key: first.key, facts: sizes.get(keyOf(first.key)) ?? 0 },
    }
  );
}
