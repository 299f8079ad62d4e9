import type { Sql, Tx } from "./client";

/**
 * Runs `fn` in one transaction that sees and writes only `projectId`: row-level security compares every tenant row with
 * `app.project_id`, which is set for this transaction alone. Read-only, all its statements see one moment: figures of one page
 * agree with each other while spans arrive. `oneMoment` gives that to a transaction that writes, too.
 * @throws RangeError when the project id is no positive integer; otherwise whatever `fn` throws, after a rollback.
 */
export async function inProject<T>(
  sql: Sql,
  projectId: number,
  fn: (tx: Tx) => Promise<T>,
  options: { readOnly?: boolean; oneMoment?: boolean } = {},
): Promise<T> {
  if (!Number.isSafeInteger(projectId) || projectId <= 0)
    throw new RangeError(`not a project id: ${projectId}`);
  const result = await sql.begin(
    options.readOnly
      ? "isolation level repeatable read read only"
      : options.oneMoment
        ? "isolation level repeatable read read write"
        : "read write",
    async (tx) => {
      // `set` takes no parameters, and `set_config()` does not reach the workers of a Citus cluster. Sent without waiting:
      // the connection answers in order, so it shares the round trip of the first query. If it fails, so does every later one.
      const set = tx.unsafe(`set local app.project_id = '${projectId}'`).execute();
      const value = await fn(tx);
      await set;
      return value;
    },
  );
  return result as T;
}
