import type { Sql } from "postgres";
import { z } from "zod";

import { parse } from "@/lib/http/parse";

import { PersonName } from "./schemas";

export const RenameUser = z.object({ name: PersonName });
export type RenameUser = z.infer<typeof RenameUser>;

/** A person changes what they are called. */
export async function renameUser(
  { sql, userId }: { sql: Sql; userId: number },
  input: RenameUser,
): Promise<void> {
  const { name } = parse(RenameUser, input);
  await sql`update users set name = ${name} where id = ${userId}`;
}
