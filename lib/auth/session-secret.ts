import { hkdfSync } from "node:crypto";
import type { Sql } from "postgres";

import { Failure } from "@/lib/errors";

const KEY_BYTES = 32;

/**
 * The key of session cookies, the same for every server process: made of a part in the database, which can be rotated, and of
 * one outside of it, so that a dump of the database is not enough to read or write cookies.
 * @param outside the setting RECOUNT_SECRET, or what the data folder holds; absent: the part in the database alone
 * @throws Failure unavailable before the first start has finished
 */
export async function sessionSecret(sql: Sql, outside: string | undefined): Promise<string> {
  const [row] = await sql<{ secret: Buffer | null }[]>`select session_secret() as secret`;
  if (!row?.secret)
    throw new Failure("unavailable", "Recount has not finished its first start; try again in a few seconds.");
  const stored = Buffer.from(row.secret);
  if (outside === undefined) return stored.toString("base64url");
  return Buffer.from(hkdfSync("sha256", outside, stored, "recount session cookies", KEY_BYTES)).toString(
    "base64url",
  );
}
