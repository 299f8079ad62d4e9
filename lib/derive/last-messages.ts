import type { Tx } from "@/db/client";
import { plainArray, uuidArray } from "@/db/pg-array";

import type { ResolvedTrace } from "./facts";
import type { TraceFacts } from "./read-facts";

/** The last message of each context that stands for a trace's input: contents id by context id. */
export async function lastMessages(
  tx: Tx,
  traces: readonly { facts: TraceFacts; resolved: ResolvedTrace | null }[],
): Promise<Map<string, string | null>> {
  const wanted = traces.filter(({ resolved }) => resolved?.inputContextId);
  if (wanted.length === 0) return new Map();
  const rows = await tx<{ id: string; last: string | null }[]>`
    select id, message_ids[cardinality(message_ids)] as last
    from contexts
    where project_id = any(${plainArray([...new Set(wanted.map(({ facts }) => facts.key.projectId))])}::int[])
      and shard_key = any(${plainArray([...new Set(wanted.map(({ facts }) => facts.key.shardKey))])}::int[])
      and id = any(${uuidArray([...new Set(wanted.map(({ resolved }) => resolved?.inputContextId ?? null))])}::uuid[])`;
  // A context's id names its messages: the same id in two projects has the same last one.
  return new Map(rows.map((row) => [row.id, row.last]));
}
