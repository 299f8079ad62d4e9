import type { Sql, Tx } from "@/db/client";
import { record } from "@/lib/audit/record";

import { MAX_BOOK_AGE_MS } from "../price-books";
import { readPriceBook } from "../read-price-book";
import { repriceCalls } from "./reprice-calls";
import { countCalls, readCalls, type Scope } from "./read-calls";
import { type ModelDifference, totalDifference } from "./repricing";
import { addDifferences } from "./differences";

/** Calls a transaction: a few hundred milliseconds, so that nobody waits long for a lock, a cancellation or the disk. */
const CALLS_A_BATCH = 2_000;
/** Traces waiting to be derived beyond which repricing rests: it makes work faster than it is done. */
const MAX_MARKS = 5_000;
/** How long server processes may still accept calls at prices of before, and requests wait for their commit. */
const SETTLE_MS = MAX_BOOK_AGE_MS + 3_000;

interface Job extends Scope {
  id: number;
  state: "previewing" | "queued" | "running";
  book: string | null;
  totalCalls: number | null;
  preview: ModelDifference[] | null;
  result: ModelDifference[] | null;
  changedAgoMs: number | null;
}

/**
 * One batch of the oldest preview or repricing that is under way, in one transaction with its place: a crash repeats at most
 * the batch that it interrupted, and repeating one changes nothing.
 * @param sql connected as recount_worker
 * @returns whether there is more to do at once
 */
export async function repriceStep(sql: Sql): Promise<boolean> {
  return (await sql.begin(async (tx) => {
    const job = await claim(tx);
    return job ? step(tx, job) : false;
  })) as boolean;
}

async function claim(tx: Tx): Promise<Job | null> {
  const [row] = await tx<Job[]>`
    select r.id, r.project_id as "projectId", p.shard_keys as "shardKeys", r.state, r.from_at as "from", r.to_at as "to",
      r.provider, r.model, r.book, r.total_calls as "totalCalls", r.cursor, r.preview, r.result,
      (
        select extract(epoch from clock_timestamp() - max(c.at)) * 1000
        from (
          select greatest(o.created_at, o.removed_at) as at from price_overrides o where o.project_id = r.project_id
          union all
          select greatest(l.applied_at, l.replaced_at) from price_lists l
        ) c
      )::float8 as "changedAgoMs"
    from repricings r
    join projects p on p.id = r.project_id
    where r.state in ('previewing', 'queued', 'running')
    order by r.id
    limit 1
    for update of r skip locked`;
  return row ?? null;
}

async function step(tx: Tx, job: Job): Promise<boolean> {
  const book = await readPriceBook(tx, job.projectId);
  if (job.state === "previewing" && job.totalCalls === null) {
    const total = await countCalls(tx, job);
    await tx`update repricings set total_calls = ${total}, book = ${book.digest} where id = ${job.id}`;
    return true;
  }
  if (book.digest !== job.book) {
    await fail(
      tx,
      job,
      "Prices were changed meanwhile. Make a new preview; calls that are done keep their new cost.",
    );
    return true;
  }
  if (job.state === "queued") {
    if (job.changedAgoMs !== null && job.changedAgoMs < SETTLE_MS) return false;
    await tx`update repricings set state = 'running', started_at = clock_timestamp() where id = ${job.id}`;
  }
  const writes = job.state !== "previewing";
  if (writes && (await isBehind(tx))) return false;

  const calls = await readCalls(tx, job, CALLS_A_BATCH);
  const { differences, last } = await repriceCalls(tx, job.projectId, calls, book, writes);
  const sums = addDifferences((writes ? job.result : job.preview) ?? [], differences);
  const ends = calls.length < CALLS_A_BATCH;
  await tx`
    update repricings
    set done_calls = done_calls + ${calls.length},
      cursor = ${last === null ? null : JSON.stringify(last)}::jsonb,
      ${tx(writes ? "result" : "preview")} = ${JSON.stringify(sums)}::jsonb,
      state = ${ends ? (writes ? "done" : "previewed") : writes ? "running" : "previewing"},
      ended_at = ${ends ? tx`clock_timestamp()` : null}
    where id = ${job.id}`;
  if (ends && writes) await audit(tx, job, "repricing.finished", { id: job.id, ...totalDifference(sums) });
  return true;
}

async function isBehind(tx: Tx): Promise<boolean> {
  const [row] = await tx<{ marks: number }[]>`
    select count(*)::int as marks from (select from dirty_traces limit ${MAX_MARKS}) m`;
  return (row?.marks ?? 0) >= MAX_MARKS;
}

async function fail(tx: Tx, job: Job, why: string): Promise<void> {
  await tx`
    update repricings set state = 'failed', failure = ${why}, ended_at = clock_timestamp() where id = ${job.id}`;
  if (job.state !== "previewing") await audit(tx, job, "repricing.failed", { id: job.id, why });
}

const audit = (tx: Tx, job: Job, action: string, detail: Record<string, unknown>): Promise<void> =>
  record(
    tx,
    {
      project: { id: job.projectId, slug: "", shardKeys: job.shardKeys, retentionDays: 0 },
      actor: { kind: "system", name: "worker" },
      now: () => new Date(),
    },
    { action, target: job.model, detail },
  );
