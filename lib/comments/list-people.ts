import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import type { Person } from "./comment";
import { mentionable } from "./people";

/** Who can be mentioned in a comment. @throws Failure forbidden */
export async function listPeople(ctx: Context): Promise<Person[]> {
  requirePermission(ctx, "read_content");
  const people = await inProject(ctx.sql, ctx.project.id, (tx) => mentionable(tx, ctx), { readOnly: true });
  return people.map(({ id, handle }) => ({ id, handle }));
}
