import { Logger, runMigrations } from "graphile-worker";
import type pg from "pg";

import { connectPool } from "./pipeline";

/** The queue's tables are the library's own and belong to the owner: nobody else reads or writes them directly. */
export const connectQueue = (url: string, max: number): pg.Pool =>
  connectPool(url, { role: null, max, applicationName: "recount queue", pipeline: false });

/** Says nothing: what matters of a job is told by its events. */
export const quiet = new Logger(() => () => {});

/** Brings the queue's schema (`graphile_worker`) to the library's version. Safe to run twice, and by several processes at once. */
export async function installQueue(url: string): Promise<void> {
  const pool = connectQueue(url, 1);
  try {
    await runMigrations({ pgPool: pool, logger: quiet });
  } finally {
    await pool.end();
  }
}
