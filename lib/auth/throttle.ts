import { createHash } from "node:crypto";
import type { Sql } from "postgres";

import { database, matching, select } from "@/db/drizzle";
import { signInFailures } from "@/db/schema/users";

/** Tries before the first lock-out: few for one account; more for one address, which a whole office may share. */
const LIMITS = { account: 5, address: 25 } as const;
type Kind = keyof typeof LIMITS;

const FIRST_LOCK_S = 30;
const LONGEST_LOCK_S = 15 * 60;
/** After this long without a try the count starts anew. */
const FORGET_S = 24 * 60 * 60;

/** Accounts and addresses are kept as hashes: a copy of the table tells nobody who tried to sign in. */
const keyOf = (kind: Kind, value: string): string =>
  `${kind}:${createHash("sha256").update(`${kind}\0${value.toLowerCase()}`).digest("base64url")}`;

/**
 * Counts a try before the password is looked at, in one statement: a hundred tries at the same moment get five answers.
 * The lock grows from 30 seconds, doubling with each further try, to 15 minutes. It does not matter whether the account exists.
 * @returns 0 when the try may go on, else the seconds until the next one may
 */
export async function reserveTry(sql: Sql, kind: Kind, value: string, now: Date): Promise<number> {
  const key = keyOf(kind, value);
  const limit = LIMITS[kind];
  const [counted] = await sql`
    insert into sign_in_failures as f (key, failures, updated_at) values (${key}, 1, ${now})
    on conflict (key) do update set
      failures = case when f.updated_at < excluded.updated_at - ${FORGET_S} * interval '1 second' then 1 else f.failures + 1 end,
      locked_until = case
        when f.updated_at < excluded.updated_at - ${FORGET_S} * interval '1 second' or f.failures + 1 < ${limit}::int then null
        else excluded.updated_at + interval '1 second'
          * least(${LONGEST_LOCK_S}, ${FIRST_LOCK_S} * power(2, least(f.failures + 1 - ${limit}::int, 10)))
      end,
      updated_at = excluded.updated_at
    where f.locked_until is null or f.locked_until <= excluded.updated_at
    returning failures`;
  if (counted) return 0;
  const [row] = await select(sql, signInFailures, "lockedUntil").where(matching(signInFailures, { key }));
  const left = row?.lockedUntil ? Date.parse(row.lockedUntil) - now.getTime() : 0;
  return Math.max(1, Math.ceil(left / 1000));
}

/**
 * After a success: the account's count ends; the address gets this one try back, no more, or somebody with an account of
 * their own could wash the count of an address from which they try others.
 */
export async function forgiveTry(sql: Sql, account: string, address?: string): Promise<void> {
  const key = keyOf("account", account);
  await database(sql).delete(signInFailures).where(matching(signInFailures, { key }));
  if (address === undefined) return;
  await sql`
    update sign_in_failures
    set failures = failures - 1, locked_until = case when failures - 1 < ${LIMITS.address}::int then null else locked_until end
    where key = ${keyOf("address", address)}`;
}
