import { setTimeout as sleep } from "node:timers/promises";

import type { Querying, Sql } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import type { Statement } from "@/db/pipeline";

/**
 * Places are given up: an item that nothing refers to becomes empty, an erased one a tombstone. Yet a server process remembers
 * for an hour where bodies lie (known-bodies.ts), and may be about to store a span that refers to one. Times alone hold nobody:
 * a process may sleep between looking up a place and using it. So each day of a project has a number, its epoch:
 *
 * 1. Whoever stores references to remembered places names the epoch as of which it remembers them, in the same transaction
 *    (`rely_on_bodies`): another one is refused, and the process forgets that day and writes its bodies again.
 * 2. Whoever gives places up raises the epoch and commits ({@link raiseEpoch}), then waits for the transactions that may have
 *    seen the number before ({@link untilNobodyRelies}). From then on no transaction begins to refer to a block that carries a
 *    lower number: who knows the block remembers it as of a number that is refused. (A block carries the number that its writer
 *    knew when it filled it. One that a process writes without having heard of the new number is remembered under the old one.)
 * 3. Only then it looks at what rows refer to, and only blocks with a lower number may lose anything. What nothing refers to
 *    then, nothing refers to ever after.
 *
 * A batch that relies on nothing names no epoch, and does not wait: it refers to its own blocks alone, which are stored with it.
 */

/** Class of the advisory locks, as in migration 68; with the project. */
const RELYING = 6065;
/** SQLSTATE of `rely_on_bodies`. */
const GIVEN_UP = "RC001";
const LOOK_MS = 20;
/** A batch is given up by its sender after 20 seconds. */
const PATIENCE_MS = 30_000;
const OTHERS_MS = 10_000;

/** A day ("2026-11-29") of which a batch refers to places that were known before it. */
export interface Relied {
  day: string;
  epoch: number;
}

/** To be run in the transaction that refers to them; null: it refers to none. */
export const relyStatement = (projectId: number, relied: readonly Relied[]): Statement | null =>
  relied.length === 0
    ? null
    : {
        text: "select rely_on_bodies($1::int, $2::date[], $3::int[])",
        values: [
          projectId,
          plainArray(relied.map(({ day }) => day)),
          plainArray(relied.map(({ epoch }) => epoch)),
        ],
      };

/** What a batch was refused for: a day whose places have been given up; null: it failed for another reason. */
export function givenUp(error: unknown): Relied | null {
  if (!(error instanceof Error) || !("code" in error) || error.code !== GIVEN_UP) return null;
  const [day = "", epoch = ""] = String((error as { detail?: unknown }).detail).split(" ");
  return { day, epoch: Number(epoch) };
}

/** Epochs of days of a project, of those that have one; the others are in epoch 0. Asked at once: what is asked after it, sees no less. */
export async function readEpochs(
  sql: Querying,
  projectId: number,
  days: readonly string[],
): Promise<Map<string, number>> {
  const asked = sql<{ day: string; epoch: number }[]>`
    select day::text as day, epoch from body_epochs
    where project_id = ${projectId} and day = any(${plainArray(days)}::date[])`.execute();
  const rows = await asked;
  return new Map(rows.map(({ day, epoch }) => [day, epoch]));
}

/** Days of a project on which something was erased. */
export async function daysErased(sql: Querying, projectId: number): Promise<Set<string>> {
  const rows = await sql<{ day: string }[]>`
    select day::text as day from body_epochs where project_id = ${projectId} and erased_at is not null`;
  return new Set(rows.map(({ day }) => day));
}

/** Counts for others once it is committed. @returns the new epochs by day */
export async function raiseEpoch(
  sql: Querying,
  projectId: number,
  days: readonly string[],
): Promise<Map<string, number>> {
  const rows = await sql<{ day: string; epoch: number }[]>`
    insert into body_epochs (project_id, day, epoch)
    select ${projectId}::int, day, 1 from unnest(${plainArray([...days].sort())}::date[]) as u (day)
    on conflict (project_id, day) do update set epoch = body_epochs.epoch + 1
    returning day::text as day, epoch`;
  return new Map(rows.map(({ day, epoch }) => [day, epoch]));
}

/** Waits until every transaction has ended that writes and was under way when this was called, or for ten seconds. @param sql in none */
export async function untilOthersEnd(sql: Sql): Promise<void> {
  const [now] = await sql<{ next: string }[]>`select pg_snapshot_xmax(pg_current_snapshot())::text as next`;
  for (const until = Date.now() + OTHERS_MS; Date.now() < until; await sleep(LOOK_MS)) {
    const [ended] = await sql`
      select where pg_snapshot_xmin(pg_current_snapshot()) >= ${now?.next ?? "0"}::xid8`;
    if (ended) return;
  }
}

/**
 * Waits until every transaction has ended that may have seen the epoch before the one that was committed last. New ones do not
 * wait for it, nor it for them.
 * @param sql in no transaction
 * @returns whether they have; false: one of them has been open for longer than any batch may be
 */
export async function untilNobodyRelies(sql: Sql, projectId: number): Promise<boolean> {
  const relying = async (): Promise<Set<string>> => {
    const rows = await sql<{ transaction: string }[]>`
      select virtualtransaction as transaction from pg_locks
      where locktype = 'advisory' and classid = ${RELYING}::oid and objid = ${projectId}::oid and objsubid = 2
        and database = (select oid from pg_database where datname = current_database()) and granted`;
    return new Set(rows.map(({ transaction }) => transaction));
  };
  const until = Date.now() + PATIENCE_MS;
  for (let left = await relying(); left.size > 0;) {
    if (Date.now() > until) return false;
    await sleep(LOOK_MS);
    const now = await relying();
    left = new Set([...left].filter((transaction) => now.has(transaction)));
  }
  return true;
}
