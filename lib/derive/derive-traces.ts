import type { Sql, Tx } from "@/db/client";
import { isTransient, isUnavailable } from "@/db/error-codes";
import { plainArray } from "@/db/pg-array";
import { log } from "@/lib/log";

import { claimMarks, type Claim } from "./claim-marks";
import { collectChanges, distinctSlots, noChanges, sizeOf } from "./collect-changes";
import { storeFilled } from "./fill-calls";
import { distinctBuckets, markStale } from "./mark-stale";
import { foundSince, markTraces } from "./read-elsewhere";
import { keyOf, readFacts, type TraceFacts } from "./read-facts";
import {
  type KnownPrompts,
  newSightings,
  type ProjectSighting,
  registerPrompts,
  rememberPrompts,
} from "./register-prompts";
import { resolveStored } from "./resolve-stored";
import { retrying } from "./retry";
import { deleteSpans, deleteTraces, markSlots, updateSpans, upsertTraces } from "./write-derived";

export interface DeriveOptions {
  /** Marks a batch at most. */
  limit?: number;
  /** How long a mark rests, for more of the same burst to come. */
  minAgeMs?: number;
}

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
/** Bounds a batch's memory: about 1 kB a span. */
const MAX_SPANS = 20_000;

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
  const { limit = 1000, minAgeMs = 150 } = options;
  for (let size = limit; ; size = Math.ceil(size / 2)) {
    const claimed: Claimed = { traces: [] };
    try {
      return await retrying(() => deriveBatch(sql, prompts, size, minAgeMs, claimed));
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
  limit: number,
  minAgeMs: number,
  claimed: Claimed,
): Promise<Derived> {
  let fresh: ProjectSighting[] = [];
  const since = await foundSince(sql);
  const derived = await sql.begin(async (tx) => {
    const [, claim] = await Promise.all([planClaim(tx), claimMarks(tx, limit, minAgeMs)]);
    claimed.traces = claim.traces;
    if (claim.traces.length === 0) return NOTHING;
    const [, { traces, markIds }] = await Promise.all([planWrites(tx), readWithin(tx, claim)]);
    const { traces: resolved, elsewhere } = await resolveStored(tx, traces, since);
    const changes = noChanges();
    const changed = new Set<string>();
    for (const trace of resolved) {
      const before = sizeOf(changes);
      collectChanges(changes, trace.facts, trace.resolved);
      if (sizeOf(changes) > before) changed.add(keyOf(trace.facts.key));
    }
    fresh = newSightings(changes.sightings, prompts);
    const deleteMarks = tx`delete from dirty_traces where id = any(${plainArray(markIds)}::bigint[])`;
    // Sent together: the connection answers in order.
    await Promise.all([
      deleteTraces(tx, changes.goneTraces),
      upsertTraces(tx, changes.traces),
      deleteSpans(tx, changes.goneSpans),
      storeFilled(tx, changes.filled),
      updateSpans(tx, changes.spans),
      markStale(tx, distinctBuckets(changes.tenSecondBuckets)),
      markSlots(tx, distinctSlots(changes.slots)),
      markTraces(tx, elsewhere.stale(changed)),
      deleteMarks.execute(),
    ]);
    await registerPrompts(tx, fresh);
    return {
      marks: markIds.length,
      traces: traces.length,
      spans: traces.reduce((count, facts) => count + facts.spans.length, 0),
      changedTraces: changes.traces.length,
      changedSpans: changes.spans.length + changes.goneSpans.length,
    };
  });
  rememberPrompts(prompts, fresh);
  return derived as Derived;
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

/** Half as many traces as long as their spans are too many; a single one is read however large it is. */
async function readWithin(tx: Tx, claim: Claim): Promise<{ traces: TraceFacts[]; markIds: number[] }> {
  for (let { traces } = claim; ; traces = traces.slice(0, Math.ceil(traces.length / 2))) {
    const facts = await readFacts(
      tx,
      traces.map(({ key }) => key),
      traces.length === 1 ? null : MAX_SPANS,
    );
    if (facts) return { traces: [...facts.values()], markIds: traces.flatMap((trace) => trace.markIds) };
  }
}
