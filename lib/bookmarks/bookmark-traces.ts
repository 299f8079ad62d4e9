import { uuidArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { startsOf } from "@/lib/traces/starts-of";

import { BookmarkTraces } from "./schemas";

/** Of one person in one project: a filter of the list is made of them. */
export const MOST_BOOKMARKS = 1_000;

/**
 * Keeps traces at hand for whoever asks, or no longer. It concerns nobody else, so the audit log says nothing of it.
 * @throws Failure forbidden, bad_request, not_found, conflict (too many)
 */
export async function bookmarkTraces(ctx: Context, input: BookmarkTraces): Promise<void> {
  requirePermission(ctx, "read_aggregates");
  const { traceIds, on } = parse(BookmarkTraces, input);
  const { actor } = ctx;
  if (actor.kind !== "user") throw new Failure("forbidden", "Bookmarks are of a person.");
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const mine = tx`project_id = ${ctx.project.id} and user_id = ${actor.id}`;
    if (!on) {
      await tx`delete from bookmarks where ${mine} and trace_id = any(${uuidArray(traceIds)}::uuid[])`;
      return;
    }
    const starts = await startsOf(tx, ctx, traceIds);
    for (const traceId of new Set(traceIds)) {
      const startedAt = starts.get(traceId);
      if (startedAt === undefined) throw new Failure("not_found", `There is no trace ${traceId}.`);
      await tx`
        insert into bookmarks (project_id, user_id, trace_id, started_at, created_at)
        values (${ctx.project.id}, ${actor.id}, ${traceId}::uuid, ${startedAt}::timestamptz, ${ctx.now()})
        on conflict do nothing`;
    }
    const [row] = await tx<{ count: number }[]>`select count(*)::int as count from bookmarks where ${mine}`;
    if ((row?.count ?? 0) > MOST_BOOKMARKS)
      throw new Failure("conflict", `You have ${MOST_BOOKMARKS} bookmarks here: take some off first.`);
  });
}
