import type { Sql } from "postgres";

import { Failure } from "@/lib/errors";

/**
 * The secret that encrypts session cookies: made at first start, the same for every server process.
 * @throws Failure unavailable before the first start has finished
 */
export async function sessionSecret(sql: Sql): Promise<string> {
  const [row] = await sql<{ secret: Buffer | null }[]>`select session_secret() as secret`;
  if (!row?.secret)
    throw new Failure("unavailable", "Recount has not finished its first start; try again in a few seconds.");
  return Buffer.from(row.secret).toString("base64url");
}
