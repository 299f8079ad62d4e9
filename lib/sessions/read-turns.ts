import { uuidArray } from "@/db/pg-array";
import { readContent } from "@/lib/audit/read-content";
import { may } from "@/lib/auth/roles";
import { readBodies } from "@/lib/bodies/read-bodies";
import type { Context } from "@/lib/context";
import { hexOfUuid, shardKeyOf } from "@/lib/model/ids";
import type { Json } from "@/lib/model/json";
import { shardList } from "@/lib/traces/filter-sql";
import { INPUT_PARTS, shownInputOf, OUTPUT_PARTS, shownOutputOf } from "@/lib/traces/preview";

/** What was said in one turn, in full; null: not recorded. */
export interface TurnTexts {
  input: Json;
  output: Json;
}

/** Texts of a session's traces, by trace id; empty for those who may not read content. */
export async function readTurns(
  ctx: Context,
  traces: readonly { trace_id: string; started_at: string }[],
): Promise<Map<string, TurnTexts>> {
  if (traces.length === 0 || !may(ctx.actor, "read_content")) return new Map();
  const starts = traces.map((trace) => trace.started_at).sort();
  return readContent(
    ctx,
    { action: "session.read", traceIds: traces.map((trace) => trace.trace_id) },
    async (tx) => {
      const rows = await tx<{ trace_id: string; input_ref: string | null; output_ref: string | null }[]>`
        select traces.trace_id, traces.input_ref::text as input_ref, traces.output_ref::text as output_ref
        from traces
        where traces.project_id = ${ctx.project.id}
          and traces.shard_key = any(${shardList(ctx)}::int[])
          and traces.trace_id = any(${uuidArray(traces.map((trace) => trace.trace_id))}::uuid[])
          and traces.started_at between ${starts[0]!}::timestamptz and ${starts.at(-1)!}::timestamptz`;
      const shardOf = (row: { trace_id: string }) =>
        shardKeyOf(ctx.project.shardKeys, hexOfUuid(row.trace_id));
      const bodies = await readBodies(
        tx,
        ctx.project.id,
        rows.flatMap((row) => [
          { ref: row.input_ref, shardKey: shardOf(row), parts: INPUT_PARTS },
          { ref: row.output_ref, shardKey: shardOf(row), parts: OUTPUT_PARTS },
        ]),
      );
      return new Map(
        rows.map((row) => [
          hexOfUuid(row.trace_id),
          {
            input: shownInputOf(bodies.of(row.input_ref, shardOf(row))),
            output: shownOutputOf(bodies.of(row.output_ref, shardOf(row))),
          },
        ]),
      );
    },
  );
}
