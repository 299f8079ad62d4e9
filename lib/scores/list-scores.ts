import type { TransactionSql } from "postgres";

import type { Row } from "@/db/drizzle";
import { textArray, uuidArray } from "@/db/pg-array";
import type { scores } from "@/db/schema/scores";
import { noteContent } from "@/lib/audit/content-scope";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";
import { hexOfUuid } from "@/lib/model/ids";
import type { Score } from "@/lib/scores/score";

type ScoreRow = Omit<Row<typeof scores>, "projectId" | "shardKey" | "spanId" | "revisedAt"> & {
  spanId: string | null;
};

/**
 * Judgements of any of these traces, their spans, or these sessions; oldest first. Words of a judgement (comment, correction, a
 * value that is no number) are read for those who may read what was said, and null for everybody else.
 */
export async function listScores(
  tx: TransactionSql,
  ctx: Context,
  about: { traceIds?: readonly string[]; sessionIds?: readonly string[] },
): Promise<Score[]> {
  const readable = may(ctx.actor, "read_content");
  const words = readable
    ? tx`value_text as "valueText", comment, correction`
    : tx`null as "valueText", null as comment, null as correction`;
  const rows = await tx<ScoreRow[]>`
    select id, name, data_type as "dataType", value_number as "valueNumber", ${words}, source, trace_id as "traceId", session_id as "sessionId", encode(span_id, 'hex') as "spanId", created_at as "createdAt"
    from scores
    where project_id = ${ctx.project.id}
      and shard_key = any(${`{${ctx.project.shardKeys.join(",")}}`}::int[])
      and (trace_id = any(${uuidArray(about.traceIds ?? [])}::uuid[])
        or session_id = any(${textArray(about.sessionIds ?? [])}::text[]))
    order by created_at, id`;
  const said = rows.filter(
    (row) => row.valueText !== null || row.comment !== null || row.correction !== null,
  );
  if (said.length > 0)
    noteContent(
      tx,
      said.flatMap(({ traceId }) => traceId ?? []),
    );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    value: valueOf(row),
    data_type: row.dataType,
    source: row.source,
    comment: row.comment,
    correction: row.correction,
    trace_id: row.traceId && hexOfUuid(row.traceId),
    session_id: row.sessionId,
    span_id: row.spanId,
    created_at: row.createdAt,
  }));
}

function valueOf(row: ScoreRow): Score["value"] {
  if (row.dataType === "number") return row.valueNumber;
  return row.dataType === "boolean" ? row.valueNumber === 1 : row.valueText;
}
