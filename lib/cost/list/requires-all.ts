import type { Tx } from "@/db/client";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";

/**
 * The list is for all projects: whoever changes it is an administrator of all of them.
 * @throws Failure forbidden
 */
export async function requireAllProjects(tx: Tx, ctx: Pick<Context, "actor">): Promise<void> {
  requirePermission(ctx, "edit_prices");
  if (!(await mayLoadLists(tx, ctx)))
    throw new Failure(
      "forbidden",
      "The price list is for all projects of this installation: only somebody who is an admin of all of them may change it.",
    );
}

export async function mayLoadLists(tx: Tx, { actor }: Pick<Context, "actor">): Promise<boolean> {
  if (actor.kind === "system") return true;
  if (actor.kind !== "user") return false;
  const [row] = await tx<{ all: boolean }[]>`select administers_all_projects(${actor.id}) as "all"`;
  return row?.all ?? false;
}
