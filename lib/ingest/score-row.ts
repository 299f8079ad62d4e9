import { shardKeyOf } from "@/lib/model/ids";
import type { ModelScore } from "@/lib/model/span";

import { name, short } from "./label";
import type { ScoreRow } from "./rows";
import { storableText } from "@/lib/model/json-text";

/** A judgement -> a row. */
export function scoreRow(score: ModelScore, shardKeys: readonly number[]): ScoreRow {
  const kind =
    typeof score.value === "number" ? "number" : typeof score.value === "boolean" ? "boolean" : "category";
  return {
    // Ids that PostgreSQL reads as one must be one here: a batch may not name a row twice.
    id: storableText(short(score.id) as string),
    // A session's score lies on a fixed shard: it belongs to no trace.
    shard_key: score.traceId === null ? (shardKeys[0] as number) : shardKeyOf(shardKeys, score.traceId),
    trace_id: score.traceId,
    session_id: score.traceId === null ? name(score.sessionId) : null,
    span_id: score.spanId,
    name: short(score.name) as string,
    data_type: kind,
    value_number:
      typeof score.value === "number"
        ? score.value
        : typeof score.value === "boolean"
          ? Number(score.value)
          : null,
    value_text: typeof score.value === "string" ? score.value : null,
    source: score.source,
    comment: score.comment,
    correction: score.correction,
    created_at: score.at,
    revised_at: score.at,
  };
}
