import { uuidArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import { may } from "@/lib/auth/roles";
import { readContents } from "@/lib/contents/read-contents";
import type { Context } from "@/lib/context";
import { hexOfUuid } from "@/lib/model/ids";
import type { Json } from "@/lib/model/json";
import { shardList } from "@/lib/traces/filter-sql";
import { bodyValue } from "@/lib/traces/preview";

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
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const rows = await tx<{ trace_id: string; input_id: string | null; output_id: string | null }[]>`
        select traces.trace_id, traces.input_id, traces.output_id
        from traces
        where traces.project_id = ${ctx.project.id}
          and traces.shard_key = any(${shardList(ctx)}::int[])
          and traces.trace_id = any(${uuidArray(traces.map((trace) => trace.trace_id))}::uuid[])
          and traces.started_at between ${starts[0]!}::timestamptz and ${starts.at(-1)!}::timestamptz`;
      const ids = rows.flatMap((row) => [row.input_id, row.output_id]);
      const contents = await readContents(tx, ctx.project.id, ctx.project.shardKeys, ids);
      return new Map(
        rows.map((row) => [
          hexOfUuid(row.trace_id),
          { input: bodyValue(contents, row.input_id), output: bodyValue(contents, row.output_id) },
        ]),
      );
    },
    { readOnly: true },
  );
}
