import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";

import type { Job } from "./job";

/** One run of a job. */
export interface Round {
  job: string;
  startedAt: number;
  /** Rounds in a row that failed, this one included; 0: it did not. */
  failures: number;
  error: unknown;
}

/** Told of every round that ends. */
export interface RoundWatcher {
  ended(round: Round): void;
}

/** Seconds at most: what comes back without hands is at work again within five. */
const RETRY_MS = [250, 3_000] as const;

/**
 * Runs every job in a loop of its own until `signal` is aborted; then each finishes the round it is in.
 * A round that fails is logged and tried again, later each time: a database that is away for a while costs nothing but time.
 */
export async function runJobs(
  jobs: readonly Job[],
  log: Logger,
  signal: AbortSignal,
  watcher: RoundWatcher = { ended: () => {} },
): Promise<void> {
  // Each waits for it: as many listeners as jobs are no leak.
  setMaxListeners(jobs.length + 1, signal);
  await Promise.all(jobs.map((job) => loop(job, log, signal, watcher)));
}

async function loop(
  { name, run, idleMs }: Job,
  log: Logger,
  signal: AbortSignal,
  watcher: RoundWatcher,
): Promise<void> {
  let idle: number = idleMs[0];
  let failures = 0;
  while (!signal.aborted) {
    let pause: number;
    const startedAt = Date.now();
    try {
      const busy = await run();
      watcher.ended({ job: name, startedAt, failures: 0, error: null });
      if (failures > 0) log.info({ job: name, failures }, "works again");
      failures = 0;
      pause = busy ? 0 : idle;
      idle = busy ? idleMs[0] : Math.min(idle * 2, idleMs[1]);
    } catch (error) {
      failures++;
      watcher.ended({ job: name, startedAt, failures, error });
      // Once at the start of an outage and then rarely: a night without a database is not a disk full of messages.
      if (Number.isInteger(Math.log2(failures)))
        log.error({ job: name, failures, err: error }, "failed; will be tried again");
      pause = Math.min(RETRY_MS[0] * 2 ** Math.min(failures, 10), RETRY_MS[1]);
    }
    if (pause > 0) await sleep(pause, undefined, { signal }).catch(() => {});
  }
}
