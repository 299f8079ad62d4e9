import type { Tx } from "@/db/client";

export interface JobRequest {
  task: "deliver" | "digest" | "reprice";
  payload: Record<string, string | number>;
  /** Jobs of one queue run one after the other. */
  queue: string;
  /** A job that waits under the same key is replaced. */
  key: string;
  /** Tries in all; the wait after the nth that fails is {@link retryDelayS}. */
  attempts: number;
  runAt?: Date;
}

/** Asks the worker for a job, in the transaction of what it is for. */
export const addJob = (
  tx: Tx,
  { task, payload, queue, key, attempts, runAt }: JobRequest,
): Promise<unknown> =>
  tx`select add_background_job(${task}, ${JSON.stringify(payload)}::text::json, ${queue}, ${key}, ${attempts}::int, ${runAt ?? null}::timestamptz)`;

/** Seconds until a job is tried again after its nth failure. Source: graphile-worker's `fail_job`, exp(least(n, 10)). */
export const retryDelayS = (attempt: number): number => Math.exp(Math.min(attempt, 10));
