import type { Tx } from "@/db/client";
import { byteaArray, plainArray, textArray, uuidArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { digest128 } from "@/lib/model/digest";
import { shardKeyOf } from "@/lib/model/ids";
import { storableText } from "@/lib/model/json-text";
import { SETTLED_MINUTES } from "@/lib/derive/mark-for-sealing";
import { shardList } from "@/lib/traces/filter-sql";
import { startsOf } from "@/lib/traces/starts-of";

import { WriteScore } from "./schemas";

/**
 * Judges traces, a span or a session, as a person. The same person's judgement under the same name takes the place of the one
 * before.
 * @returns ids of the scores, in the order of the traces
 * @throws Failure forbidden, bad_request, not_found
 */
export async function writeScore(ctx: Context, input: WriteScore): Promise<{ ids: string[] }> {
  requirePermission(ctx, "write_comments");
  requirePermission(ctx, "read_content");
  const { traceIds, sessionId, spanId, name, value, comment, correction } = parse(WriteScore, input);
  const { shardKeys } = ctx.project;
  const wanted = [...new Set(traceIds)];
  const who = ctx.actor.kind === "user" ? `user ${ctx.actor.id}` : `${ctx.actor.kind} ${ctx.actor.name}`;
  const idOf = (target: string): string =>
    digest128(["score", "console", who, target, spanId ?? "", name].join("\n"));
  const targets =
    sessionId === null
      ? wanted.map((id) => ({
          traceId: id,
          sessionId: null,
          shardKey: shardKeyOf(shardKeys, id),
          id: idOf(id),
        }))
      : // A session's score lies on a fixed shard: it belongs to no trace.
        [{ traceId: null, sessionId, shardKey: shardKeys[0] as number, id: idOf(`session ${sessionId}`) }];
  // Ids lie in the order of the key, so that two people's batches cannot wait for each other.
  const rows = targets.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    await requireTargets(tx, ctx, { wanted, sessionId, spanId });
    const now = ctx.now().toISOString();
    const kind = typeof value === "number" ? "number" : typeof value === "boolean" ? "boolean" : "category";
    const number = typeof value === "string" ? null : Number(value);
    const text = typeof value === "string" ? storableText(value) : null;
    await tx`
      insert into scores (project_id, id, shard_key, trace_id, session_id, span_id, name, data_type, value_number, value_text, source, comment, correction, created_at, revised_at)
      select ${ctx.project.id}, id, shard_key, trace_id, session_id, ${spanId === null ? null : Buffer.from(spanId, "hex")}::bytea,
        ${storableText(name)}, ${kind}, ${number}::double precision, ${text}, 'reviewer',
        ${comment && storableText(comment)}, ${correction && storableText(correction)}, ${now}::timestamptz, ${now}::timestamptz
      from unnest(${textArray(rows.map(({ id }) => id))}::text[], ${plainArray(rows.map(({ shardKey }) => shardKey))}::int[],
        ${uuidArray(rows.map(({ traceId }) => traceId))}::uuid[], ${textArray(rows.map((row) => row.sessionId))}::text[])
        as wanted (id, shard_key, trace_id, session_id)
      on conflict (project_id, id, shard_key) do update
      set data_type = excluded.data_type, value_number = excluded.value_number, value_text = excluded.value_text,
        comment = excluded.comment, correction = excluded.correction, revised_at = excluded.revised_at`;
    if (wanted.length > 0)
      // What somebody says about a trace later is sealed with it, too.
      await tx`
        insert into seal_marks (project_id, trace_id, shard_key, due_at, reason)
        select ${ctx.project.id}, trace_id, shard_key, ${now}::timestamptz + make_interval(mins => ${SETTLED_MINUTES}), 'settled'
        from unnest(${uuidArray(wanted)}::uuid[], ${plainArray(wanted.map((id) => shardKeyOf(shardKeys, id)))}::int[]) as judged (trace_id, shard_key)`;
    for (const { id, traceId } of targets)
      await record(tx, ctx, {
        action: "score.written",
        target: traceId ?? (sessionId as string),
        detail: { id, name, ...(spanId !== null && { span_id: spanId }) },
      });
    return { ids: targets.map(({ id }) => id) };
  });
}

/** @throws Failure not_found that names what there is not */
async function requireTargets(
  tx: Tx,
  ctx: Context,
  { wanted, sessionId, spanId }: { wanted: string[]; sessionId: string | null; spanId: string | null },
): Promise<void> {
  const known = await startsOf(tx, ctx, wanted);
  for (const id of wanted) if (!known.has(id)) throw new Failure("not_found", `There is no trace ${id}.`);
  if (sessionId !== null) {
    const [session] = await tx`
      select from traces
      where project_id = ${ctx.project.id} and shard_key = any(${shardList(ctx)}::int[]) and session_id = ${sessionId}
      limit 1`;
    if (session === undefined) throw new Failure("not_found", `There is no session ${sessionId}.`);
  }
  if (spanId === null) return;
  const [span] = await tx`
    select from trace_days d
    join spans s on s.project_id = d.project_id and s.shard_key = d.shard_key and s.trace_id = d.trace_id
      and s.started_at >= d.first_day and s.started_at < d.last_day + 1
    where d.project_id = ${ctx.project.id} and d.shard_key = any(${shardList(ctx)}::int[])
      and d.trace_id = any(${uuidArray(wanted)}::uuid[]) and s.span_id = any(${byteaArray([spanId])}::bytea[])
    limit 1`;
  if (span === undefined) throw new Failure("not_found", `The trace has no span ${spanId}.`);
}
