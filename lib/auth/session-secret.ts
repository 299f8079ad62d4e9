import type { Sql } from "postgres";

import { Failure } from "@/lib/errors";

/**
 * The secret that encrypts session cookies: made at first start, the same for every copy of the app.
 * @throws Failure unavailable before the first start has finished
 */
export async function sessionSecret(sql: Sql): Promise<string> {
  const [row] = await sql<{ session_secret: Buffer }[]>`select session_secret from instance where id = 1`;
  if (!row)
    throw new Failure("unavailable", "Recount has not finished its first start; try again in a few seconds.");
  return Buffer.from(row.session_secret).toString("base64url");
}
