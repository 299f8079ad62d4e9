import type { Tx } from "@/db/client";
import { plainArray, uuidArray } from "@/db/pg-array";

import type { ResolvedTrace } from "./facts";
import type { TraceFacts } from "./read-facts";

/** Says of each trace whose input is the last message of a context which message that is. */
export async function addInputs(
  tx: Tx,
  traces: readonly { facts: TraceFacts; resolved: ResolvedTrace | null }[],
): Promise<void> {
  const wanted = traces.filter(({ resolved }) => resolved?.inputContextId);
  if (wanted.length === 0) return;
  const rows = await tx<{ id: string; last: string | null }[]>`
    select id, message_ids[cardinality(message_ids)] as last
    from contexts
    where project_id = any(${plainArray([...new Set(wanted.map(({ facts }) => facts.key.projectId))])}::int[])
      and shard_key = any(${plainArray([...new Set(wanted.map(({ facts }) => facts.key.shardKey))])}::int[])
      and id = any(${uuidArray([...new Set(wanted.map(({ resolved }) => resolved?.inputContextId ?? null))])}::uuid[])`;
  // A context's id names its messages: the same id in two projects has the same last one.
  const lastOf = new Map(rows.map((row) => [row.id, row.last]));
  for (const { resolved } of wanted)
    if (resolved) resolved.trace.inputId ??= lastOf.get(resolved.inputContextId ?? "") ?? null;
}
