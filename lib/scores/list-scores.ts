import type { TransactionSql } from "postgres";

import { textArray, uuidArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { hexOfUuid } from "@/lib/model/ids";
import type { Score } from "@/lib/scores/score";

interface ScoreRow {
  id: string;
  name: string;
  data_type: Score["data_type"];
  value_number: number | null;
  value_text: string | null;
  source: Score["source"];
  comment: string | null;
  correction: string | null;
  trace_id: string | null;
  session_id: string | null;
  span_id: string | null;
  created_at: string;
}

/** Judgements of any of these traces, their spans, or these sessions; oldest first. */
export async function listScores(
  tx: TransactionSql,
  ctx: Context,
  about: { traceIds?: readonly string[]; sessionIds?: readonly string[] },
): Promise<Score[]> {
  const rows = await tx<ScoreRow[]>`
    select id, name, data_type, value_number, value_text, source, comment, correction, trace_id, session_id,
      encode(span_id, 'hex') as span_id, created_at
    from scores
    where project_id = ${ctx.project.id}
      and shard_key = any(${`{${ctx.project.shardKeys.join(",")}}`}::int[])
      and (trace_id = any(${uuidArray(about.traceIds ?? [])}::uuid[])
        or session_id = any(${textArray(about.sessionIds ?? [])}::text[]))
    order by created_at, id`;
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    value: valueOf(row),
    data_type: row.data_type,
    source: row.source,
    comment: row.comment,
    correction: row.correction,
    trace_id: row.trace_id && hexOfUuid(row.trace_id),
    session_id: row.session_id,
    span_id: row.span_id,
    created_at: row.created_at,
  }));
}

function valueOf(row: ScoreRow): Score["value"] {
  if (row.data_type === "number") return row.value_number;
  return row.data_type === "boolean" ? row.value_number === 1 : row.value_text;
}
