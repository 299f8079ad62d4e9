import { setTimeout as sleep } from "node:timers/promises";

import { parseCronItems, run, type Runner, type Task } from "graphile-worker";
import type pg from "pg";

import type { Sql } from "@/db/client";
import { quiet } from "@/db/queue";
import { collectRound } from "@/lib/bodies/collect-round";
import { packRound } from "@/lib/bodies/pack-round";
import { forgetTries } from "@/lib/auth/throttle";
import { repriceStep } from "@/lib/cost/reprice/reprice-step";
import { askForRepricing } from "@/lib/cost/reprice/ask-for-repricing";
import { forgetTenSecondBuckets } from "@/lib/derive/roll-up";
import { scrubRound } from "@/lib/erasures/scrub-round";
import { dropEmptyDays } from "@/lib/retention/drop-empty-days";
import { dropOld } from "@/lib/retention/drop-old";
import { forgetRuns, recordRun } from "@/lib/jobs/job-runs";
import { cronOf, type TaskName, TASKS } from "@/lib/jobs/tasks";
import { makePartitions } from "@/lib/retention/make-partitions";
import { tightenDays } from "@/lib/retention/tighten-days";
import type { RoundWatcher } from "@/lib/jobs/run-jobs";
import { forgetIngestUsage } from "@/lib/ingest-usage/forget-ingest-usage";
import { log } from "@/lib/log";
import { forgetSessions } from "@/lib/auth/end-session";
import { forgetCells } from "@/lib/signals/signal-round";
import { anomalyRound } from "@/lib/spend/anomaly-round";
import { deliver, forgetDeliveries, resumeDeliveries } from "@/lib/notify/deliver";
import { gather } from "@/lib/notify/digest";
import type { DeliverOptions } from "@/lib/notify/send";

/** Jobs at a time in this process: a message that hangs keeps no other waiting. */
const CONCURRENCY = 8;
/** A repricing gives its place back after so long, so that a job that takes longer is one whose worker is gone. */
const TURN_MS = 15_000;
const REST_MS = 1_000;
const RESTART_MS = 2_000;
const HOUR_MS = 3_600_000;
/** A job that is asked for is told at once; this is for those whose time has come. */
const POLL_MS = 2_000;

/** What the jobs need. */
export interface QueueOptions {
  pool: pg.Pool;
  /** Connected as recount_worker. */
  sql: Sql;
  delivery: DeliverOptions;
  watcher: RoundWatcher;
}

/**
 * What runs on a clock or is asked for, on the queue in the store: each once however many workers there are, tried again later
 * when it fails, its runs written down. Loops over marks are not jobs: they run all the time (worker/main.ts).
 * Starts again whenever the database was away for longer than the library waits; resolves when `signal` was aborted and the
 * jobs under way have ended.
 */
export async function keepQueue(options: QueueOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const { runner, written } = await start(options);
      const stop = (): void => void runner.stop().catch(() => {});
      signal.addEventListener("abort", stop, { once: true });
      if (signal.aborted) stop();
      await runner.promise.finally(written);
      signal.removeEventListener("abort", stop);
    } catch (error) {
      log.warn({ err: error }, "the queue ended and is started again");
      await sleep(RESTART_MS, undefined, { signal }).catch(() => {});
    }
  }
}

/** @returns written: resolves when the runs that have ended are written down */
async function start({
  pool,
  sql,
  delivery,
  watcher,
}: QueueOptions): Promise<{ runner: Runner; written: () => Promise<unknown> }> {
  const writing = new Set<Promise<unknown>>();
  // At once after a start, too: no request waits for a partition.
  await makePartitions(sql, new Date());
  await resumeDeliveries(sql);
  await sql.begin((tx) => askForRepricing(tx));
  const runner = await run({
    pgPool: pool,
    taskList: tasksOf(pool, sql, delivery),
    parsedCronItems: parseCronItems(
      TASKS.flatMap((task) => {
        const match = cronOf(task);
        if (match === null) return [];
        // What was missed while no worker ran, is done at the next start.
        return {
          task: task.name,
          match,
          ...(task.name === "retention" && { options: { backfillPeriod: HOUR_MS } }),
        };
      }),
    ),
    concurrency: CONCURRENCY,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    logger: quiet,
  });
  runner.events.on("job:complete", ({ job, error }) => {
    const startedAt = job.locked_at ?? new Date();
    const why = error ? (error instanceof Error ? error.message : String(error)) : null;
    watcher.ended({
      job: job.task_identifier,
      startedAt: startedAt.getTime(),
      failures: why === null ? 0 : 1,
      error,
    });
    const write = recordRun(sql, {
      task: job.task_identifier,
      jobId: job.id,
      attempt: job.attempts,
      startedAt,
      error: why,
    })
      .catch((failure: unknown) => log.warn({ err: failure }, "a job's run could not be written down"))
      .finally(() => writing.delete(write));
    writing.add(write);
  });
  return { runner, written: () => Promise.all(writing) };
}

/** Each of them may be run again at any moment: a worker that is killed leaves its job to another. */
const tasksOf = (pool: pg.Pool, sql: Sql, delivery: DeliverOptions): Record<TaskName, Task> => ({
  partitions: async () => void (await makePartitions(sql, new Date())),
  "recent roll-ups": async () => void (await forgetTenSecondBuckets(sql)),
  retention: async () => {
    await forgetIngestUsage(sql, new Date());
    await forgetDeliveries(sql);
    await resumeDeliveries(sql);
    await forgetRuns(sql);
    await forgetSessions(sql, new Date());
    await forgetTries(sql, new Date());
    await forgetCells(sql, new Date());
    const dropped = await dropOld(sql, new Date());
    if (dropped.partitions + dropped.rows > 0) log.info(dropped, "forgot what nobody keeps any more");
    const days = await dropEmptyDays(sql, new Date());
    if (days > 0) log.info({ days }, "dropped the tables of days on which nothing came");
  },
  pack: async () => {
    await packRound(sql);
    const collected = await collectRound(sql);
    if (collected.items > 0) log.info(collected, "dropped what nothing refers to any more");
  },
  scrub: async () => {
    const scrubbed = await scrubRound(pool);
    if (scrubbed.tables > 0) log.info(scrubbed, "wrote tables anew out of which something was erased");
  },
  tighten: async () => {
    const tables = await tightenDays(pool, sql);
    if (tables > 0) log.info({ tables }, "wrote tables of days that are over anew");
  },
  "cost anomalies": () => anomalyRound(sql),
  deliver: (payload, { job }) => deliver(sql, (payload as { id: string }).id, job.attempts, delivery),
  digest: (payload) => gather(sql, (payload as { channelId: number }).channelId),
  reprice: (_, { abortSignal }) => reprice(sql, abortSignal),
});

/** Steps until there is none or its turn is over; then asks for the next turn where something is under way. */
async function reprice(sql: Sql, signal: AbortSignal): Promise<void> {
  const until = Date.now() + TURN_MS;
  let more = true;
  while (more && Date.now() < until && !signal.aborted) more = await repriceStep(sql);
  const [waiting] = await sql`
    select from repricings where state in ('previewing', 'queued', 'running') limit 1`;
  // Something waits for prices to be in force everywhere, or for derivation to catch up.
  if (waiting) await sql.begin((tx) => askForRepricing(tx, new Date(Date.now() + (more ? 0 : REST_MS))));
}

/**
 * A message takes seconds and a repricing gives its place back: who has held one for a minute was killed. The queue itself would wait
 * for four hours.
 */
export const releaseAbandoned = (pool: pg.Pool): Promise<unknown> =>
  pool.query(`
    select graphile_worker.force_unlock_workers(array_agg(j.locked_by))
    from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier in ('deliver', 'digest', 'reprice') and j.locked_at < now() - interval '60 seconds'
    having count(*) > 0`);
