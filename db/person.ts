import type { Sql, Tx } from "./client";

/**
 * Runs `fn` in one transaction that may read which projects `userId` belongs to, and nothing else of any project: the policy
 * `own_memberships` compares with `app.user_id`, which is set for this transaction alone.
 * @throws RangeError when the user id is no positive integer; otherwise whatever `fn` throws, after a rollback.
 */
export async function asPerson<T>(sql: Sql, userId: number, fn: (tx: Tx) => Promise<T>): Promise<T> {
  if (!Number.isSafeInteger(userId) || userId <= 0) throw new RangeError(`not a user id: ${userId}`);
  const result = await sql.begin(async (tx) => {
    const set = tx.unsafe(`set local app.user_id = '${userId}'`).execute();
    const value = await fn(tx);
    await set;
    return value;
  });
  return result as T;
}
