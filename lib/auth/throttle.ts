import { createHash } from "node:crypto";
import type { Sql } from "postgres";

import { database, matching, select } from "@/db/drizzle";
import { signInFailures } from "@/db/schema/users";

/**
 * Tries that are free, and the wait after each further one: doubling from `firstS` seconds to `longestS`, so that nobody can keep
 * somebody out for longer than that by trying.
 */
const LIMITS = {
  /** One account from one place: only who is at the same place can make its owner wait. */
  "account and source": { free: 5, firstS: 5, longestS: 60 },
  /** All accounts from one place, which a whole office may share. */
  source: { free: 25, firstS: 5, longestS: 30 },
  /** One account from all places where its owner has not been: guessing from thousands of them is one guess a moment. */
  account: { free: 100, firstS: 1, longestS: 2 },
  /** The current password, asked of somebody who is signed in. */
  "own password": { free: 5, firstS: 30, longestS: 15 * 60 },
} as const;
type Kind = keyof typeof LIMITS;

/** After this long without a try the count starts anew. */
const FORGET_S = 24 * 60 * 60;
/** A place from which somebody signed in stays known for so long. */
const KNOWN_DAYS = 90;

/** Accounts and places are kept as hashes: a copy of the table tells nobody who tried to sign in from where. */
const keyOf = (kind: Kind | "known", ...values: string[]): string =>
  `${kind}:${createHash("sha256")
    .update([kind, ...values].join("\0").toLowerCase())
    .digest("base64url")}`;

/**
 * Counts a try before the password is looked at, in one statement: a hundred tries at the same moment get as many answers as
 * are free. A try that has to wait is not counted. It does not matter whether the account exists.
 * @returns 0 when the try may go on, else the seconds until the next one may
 */
export async function reserveTry(
  sql: Sql,
  kind: Kind,
  who: string | readonly [account: string, source: string],
  now: Date,
): Promise<number> {
  const key = keyOf(kind, ...[who].flat());
  const { free, firstS, longestS } = LIMITS[kind];
  const [counted] = await sql`
    insert into sign_in_failures as f (key, failures, updated_at) values (${key}, 1, ${now})
    on conflict (key) do update set
      failures = case when f.updated_at < excluded.updated_at - ${FORGET_S} * interval '1 second' then 1 else f.failures + 1 end,
      locked_until = case
        when f.updated_at < excluded.updated_at - ${FORGET_S} * interval '1 second' or f.failures + 1 < ${free}::int then null
        else excluded.updated_at + interval '1 second'
          * least(${longestS}, ${firstS} * power(2, least(f.failures + 1 - ${free}::int, 10)))
      end,
      updated_at = excluded.updated_at
    where f.locked_until is null or f.locked_until <= excluded.updated_at
    returning failures`;
  if (counted) return 0;
  const [row] = await select(sql, signInFailures, "lockedUntil").where(matching(signInFailures, { key }));
  const left = row?.lockedUntil ? Date.parse(row.lockedUntil) - now.getTime() : 0;
  return Math.max(1, Math.ceil(left / 1000));
}

/** After a success: the count ends. */
export async function forgiveTry(
  sql: Sql,
  kind: Kind,
  who: string | readonly [account: string, source: string],
): Promise<void> {
  await database(sql)
    .delete(signInFailures)
    .where(matching(signInFailures, { key: keyOf(kind, ...[who].flat()) }));
}

/**
 * After a success: the count of all accounts from one place, or of one account from all places, gets this one try back and no
 * more, or somebody with an account of their own could wash the count of a place from which they try others.
 */
export async function returnTry(sql: Sql, kind: "source" | "account", who: string): Promise<void> {
  await sql`
    update sign_in_failures
    set failures = failures - 1, locked_until = case when failures - 1 < ${LIMITS[kind].free}::int then null else locked_until end
    where key = ${keyOf(kind, who)}`;
}

/** Whether somebody signed in to this account from this place lately. */
export async function isKnown(sql: Sql, account: string, source: string, now: Date): Promise<boolean> {
  const [row] = await sql`
    select from sign_in_failures
    where key = ${keyOf("known", account, source)} and updated_at > ${now}::timestamptz - ${KNOWN_DAYS} * interval '1 day'`;
  return row !== undefined;
}

/** What others try at an account or from this place does not hold its owner up here from now on. */
export async function makeKnown(sql: Sql, account: string, source: string, now: Date): Promise<void> {
  await sql`
    insert into sign_in_failures (key, failures, updated_at) values (${keyOf("known", account, source)}, 0, ${now})
    on conflict (key) do update set updated_at = excluded.updated_at`;
}

/** Deletes what counts no more. */
export async function forgetTries(sql: Sql, now: Date): Promise<void> {
  await sql`
    delete from sign_in_failures
    where updated_at < ${now}::timestamptz - interval '1 day' * case when key like 'known:%' then ${KNOWN_DAYS}::int else 1 end`;
}
