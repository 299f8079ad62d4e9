import type { Tx } from "@/db/client";
import { plainArray, uuidArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { hexOfUuid } from "@/lib/model/ids";
import { startsOf } from "@/lib/traces/starts-of";

import { WriteComment } from "./schemas";
import { tellMentioned } from "./tell-mentioned";

/** Of one trace. */
const MOST = 500;

/**
 * Says something about a trace, one of its spans or a passage of what was said; of several traces, the same about each.
 * @returns ids of the comments, in the order of the traces
 * @throws Failure forbidden, bad_request, not_found, conflict (too many)
 */
export async function writeComment(ctx: Context, input: WriteComment): Promise<{ ids: string[] }> {
  requirePermission(ctx, "write_comments");
  requirePermission(ctx, "read_content");
  const { traceIds, spanId, quote, text } = parse(WriteComment, input);
  const wanted = [...new Set(traceIds)];
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    const known = await startsOf(tx, ctx, wanted);
    for (const id of wanted) if (!known.has(id)) throw new Failure("not_found", `There is no trace ${id}.`);
    if (spanId !== null && !(await holdsSpan(tx, ctx, wanted[0] as string, spanId)))
      throw new Failure("not_found", `The trace has no span ${spanId}.`);
    const [full] = await tx<{ traceId: string }[]>`
      select trace_id as "traceId" from comments
      where project_id = ${ctx.project.id} and trace_id = any(${uuidArray(wanted)}::uuid[])
      group by trace_id
      having count(*) >= ${MOST}
      limit 1`;
    if (full)
      throw new Failure("conflict", `Trace ${hexOfUuid(full.traceId)} has ${MOST} comments: no more fit.`);
    const made: { commentId: string; traceId: string; spanId: string | null; text: string }[] = [];
    for (const traceId of wanted) {
      const [row] = await tx<{ id: string }[]>`
        insert into comments (project_id, trace_id, started_at, span_id, quote, quote_before, body, author_id, author_name, created_at)
        values (${ctx.project.id}, ${traceId}::uuid, ${known.get(traceId) as string}::timestamptz,
          ${spanId === null ? null : Buffer.from(spanId, "hex")}, ${quote?.text ?? null}, ${quote?.before ?? null}, ${text},
          ${ctx.actor.kind === "user" ? ctx.actor.id : null}, ${ctx.actor.name}, ${ctx.now()})
        returning id::text`;
      const { id } = row as { id: string };
      made.push({ commentId: id, traceId, spanId, text });
      await record(tx, ctx, {
        action: "comment.written",
        target: traceId,
        detail: { id: Number(id), ...(spanId !== null && { span_id: spanId }) },
      });
    }
    await tellMentioned(tx, ctx, made);
    return { ids: made.map(({ commentId }) => commentId) };
  });
}

async function holdsSpan(tx: Tx, ctx: Context, traceId: string, spanId: string): Promise<boolean> {
  const [row] = await tx`
    select from trace_days d
    join spans s on s.project_id = d.project_id and s.shard_key = d.shard_key and s.trace_id = d.trace_id
      and s.started_at >= d.first_day and s.started_at < d.last_day + 1
    where d.project_id = ${ctx.project.id} and d.shard_key = any(${plainArray(ctx.project.shardKeys)}::int[])
      and d.trace_id = ${traceId}::uuid and s.span_id = ${Buffer.from(spanId, "hex")}
    limit 1`;
  return row !== undefined;
}
