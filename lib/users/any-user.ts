import type { Sql } from "postgres";

/** Whether anybody has an account. */
export async function anyUser(sql: Sql): Promise<boolean> {
  const [user] = await sql`select 1 from users limit 1`;
  return user !== undefined;
}
