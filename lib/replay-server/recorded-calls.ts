import { LRUCache } from "lru-cache";

import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { traceIdOfName } from "@/lib/model/client-ids";
import { shardKeyOf } from "@/lib/model/ids";
import type { SpanDocument } from "@/lib/traces/document";

import type { ComparedCall } from "./match-call";
import { readRecorded } from "./read-recorded";
import { recordedCall } from "./recorded-call";

/** A recorded call with its number among the trace's model calls, from 1. */
export type NumberedCall = ComparedCall & { span: SpanDocument; number: number };

export interface RecordedCalls {
  /** Those whose messages were recorded. */
  compared: readonly NumberedCall[];
  /** Model calls that were looked at. */
  calls: number;
  /** False: the trace holds more. */
  isWhole: boolean;
}

/** Characters of traces that were asked last: an agent asks one trace again and again, and each time all of its calls are compared. */
const lately = new LRUCache<string, { stamp: string; recorded: RecordedCalls }>({
  maxSize: 48 * 1024 * 1024,
  sizeCalculation: ({ recorded }) => 1000 + JSON.stringify(recorded.compared).length,
});

/**
 * The model calls of a trace as requests are compared with them.
 * @throws Failure forbidden, not_found
 */
export async function recordedCalls(ctx: Context, traceId: string): Promise<RecordedCalls> {
  requirePermission(ctx, "read_content");
  // Before the spans: what changes meanwhile is read once more, never kept under a later stamp.
  const stamp = await stampOf(ctx, traceId);
  const key = `${ctx.project.id} ${traceIdOfName(traceId)}`;
  const known = lately.get(key);
  if (known !== undefined && known.stamp === stamp) return known.recorded;
  const { spans, isWhole } = await readRecorded(ctx, { traceId, kinds: ["llm"] });
  const compared = spans.flatMap((span, index) => {
    const call = recordedCall(span);
    return call === null ? [] : [{ ...call, span, number: index + 1 }];
  });
  const recorded = { compared, calls: spans.length, isWhole };
  if (stamp !== null) lately.set(key, { stamp, recorded });
  return recorded;
}

/** Changes with what a trace's spans say, and with what was erased of its days; null: it is not derived yet, or not there. */
const stampOf = (ctx: Context, name: string): Promise<string | null> =>
  readContent(ctx, { action: "replay.answered", traceIds: [traceIdOfName(name)] }, async (tx) => {
    const traceId = traceIdOfName(name);
    const [row] = await tx<{ stamp: string }[]>`
        select concat_ws(' ', t.digest, t.span_count,
          (select string_agg(e.day || ' ' || e.epoch, ' ' order by e.day) from trace_days d
           join body_epochs e on e.project_id = d.project_id and e.day between d.first_day and d.last_day
           where d.project_id = t.project_id and d.trace_id = t.trace_id and d.shard_key = t.shard_key)) as stamp
        from traces t
        where t.project_id = ${ctx.project.id} and t.trace_id = ${traceId}::uuid and t.shard_key = ${shardKeyOf(ctx.project.shardKeys, traceId)}`;
    // Answered out of memory or not, it is read.
    if (row) noteContent(tx);
    return row?.stamp ?? null;
  });
