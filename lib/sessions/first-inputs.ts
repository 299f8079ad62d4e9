import type { TransactionSql } from "postgres";

import { textArray } from "@/db/pg-array";
import { noteContent } from "@/lib/audit/content-scope";
import { may } from "@/lib/auth/roles";
import { readBodies } from "@/lib/bodies/read-bodies";
import type { Context } from "@/lib/context";
import { hexOfUuid, shardKeyOf } from "@/lib/model/ids";
import type { TraceListQuery } from "@/lib/traces/filter";
import { filterSql } from "@/lib/traces/filter-sql";
import { INPUT_PARTS, previewOf, shownInputOf } from "@/lib/traces/preview";

import type { SessionRow } from "./session-row";

/** How each of these sessions began, among its traces that pass the filter; nothing for those who may not read what was said. */
export async function firstInputs(
  tx: TransactionSql,
  ctx: Context,
  query: TraceListQuery,
  sessions: readonly Pick<SessionRow, "session_id" | "started_at">[],
): Promise<Map<string, string | null>> {
  if (sessions.length === 0 || !may(ctx.actor, "read_content")) return new Map();
  // The first trace of each by its own moment: through the index by session, whatever the length of the conversation.
  const rows = await tx<{ session_id: string; trace_id: string; input_ref: string | null }[]>`
    select traces.session_id, traces.trace_id, traces.input_ref::text as input_ref
    from traces
    where ${filterSql(tx, ctx, query)}
      and (traces.session_id, traces.started_at) in (
        select unnest(${textArray(sessions.map((one) => one.session_id))}::text[]),
          unnest(${textArray(sessions.map((one) => one.started_at))}::timestamptz[])
      )`;
  const told = rows.filter(({ input_ref }) => input_ref !== null);
  if (told.length === 0) return new Map();
  noteContent(
    tx,
    told.map(({ trace_id }) => trace_id),
  );
  const shardOf = (id: string): number => shardKeyOf(ctx.project.shardKeys, hexOfUuid(id));
  const bodies = await readBodies(
    tx,
    ctx.project.id,
    told.map(({ trace_id, input_ref }) => ({
      ref: input_ref,
      shardKey: shardOf(trace_id),
      parts: INPUT_PARTS,
    })),
  );
  return new Map(
    told.map(({ session_id, trace_id, input_ref }) => [
      session_id,
      previewOf(shownInputOf(bodies.of(input_ref, shardOf(trace_id)))),
    ]),
  );
}
