import type { Sql } from "@/db/client";

/** Something that the worker does over and over. Adding one is adding it to the list in worker/main.ts. */
export interface Job {
  /** Also its lock's name when `alone`. */
  name: string;
  /** @returns whether there may be more to do at once */
  run: () => Promise<boolean>;
  /** Waits between two rounds with nothing to do: from the first, doubled each time, to the second. */
  idleMs: readonly [number, number];
}

/**
 * Runs `work` unless another worker is running it under the same name.
 * @returns null when another one is; the lock ends with the transaction, also when this process is killed
 */
export async function alone<T>(sql: Sql, name: string, work: () => Promise<T>): Promise<T | null> {
  const done = await sql.begin(async (tx): Promise<{ result: T } | null> => {
    const [lock] = await tx<
      { mine: boolean }[]
    >`select pg_try_advisory_xact_lock(hashtextextended(${`recount job ${name}`}, 0)) as mine`;
    return lock?.mine ? { result: await work() } : null;
  });
  return (done as { result: T } | null)?.result ?? null;
}
