import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { hexOfUuid } from "@/lib/model/ids";

/** Ids of the traces that whoever asks keeps at hand, the newest bookmark first. @throws Failure forbidden */
export async function listBookmarks(ctx: Context): Promise<string[]> {
  requirePermission(ctx, "read_aggregates");
  const { actor } = ctx;
  if (actor.kind !== "user") return [];
  const rows = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<{ traceId: string }[]>`
      select trace_id as "traceId" from bookmarks
      where project_id = ${ctx.project.id} and user_id = ${actor.id}
      order by created_at desc, trace_id`,
    { readOnly: true },
  );
  return rows.map(({ traceId }) => hexOfUuid(traceId));
}
