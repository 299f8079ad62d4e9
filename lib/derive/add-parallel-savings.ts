import type { Tx } from "@/db/client";
import { plainArray, uuidArray } from "@/db/pg-array";
import { JSON_FORMAT } from "@/lib/contents/content";
import { jsonOrText } from "@/lib/model/json-text";
import type { Json } from "@/lib/model/json";

import type { ResolvedTrace } from "./facts";
import { parallelSaving } from "./parallel-saving";
import type { TraceFacts } from "./read-facts";
import type { ToolRun } from "./facts";

/** Larger ones are not read: who depends on what is not worth their time, and they count as unknown. */
const MAX_BODY_BYTES = 65_536;
/** Bodies a statement: bounds memory to some 30 MB, whatever is in a batch. */
const MAX_BODIES = 500;

interface Wanted {
  projectId: number;
  shardKey: number;
  runs: readonly ToolRun[];
  trace: ResolvedTrace["trace"];
}

/**
 * Says of each trace whose tools ran one after the other what running them at once would have saved. Reads what the tools
 * were given and gave: one statement for a batch of common size, none for traces with one tool. A content is stored in the
 * same transaction as the first span that has it, or before; it is there, whole, whenever the span is, and never changes.
 */
export async function addParallelSavings(
  tx: Tx,
  traces: readonly { facts: TraceFacts; resolved: ResolvedTrace | null }[],
): Promise<void> {
  let wanted: Wanted[] = [];
  let bodies = 0;
  for (const { facts, resolved } of traces) {
    if (resolved === null || resolved.sequentialTools.length === 0) continue;
    const { projectId, shardKey } = facts.key;
    wanted.push({ projectId, shardKey, runs: resolved.sequentialTools, trace: resolved.trace });
    bodies += 2 * resolved.sequentialTools.length;
    if (bodies < MAX_BODIES) continue;
    await addSavings(tx, wanted);
    wanted = [];
    bodies = 0;
  }
  if (wanted.length > 0) await addSavings(tx, wanted);
}

async function addSavings(tx: Tx, wanted: readonly Wanted[]): Promise<void> {
  const ids = new Set(wanted.flatMap(({ runs }) => runs.flatMap((run) => [run.argumentsId, run.resultId])));
  const rows = await tx<{ projectId: number; id: string; format: number; body: string }[]>`
    select project_id as "projectId", id, format, body
    from contents
    where project_id = any(${plainArray([...new Set(wanted.map((one) => one.projectId))])}::int[])
      and shard_key = any(${plainArray([...new Set(wanted.map((one) => one.shardKey))])}::int[])
      and id = any(${uuidArray([...ids].filter((id) => id !== null))}::uuid[])
      and octet_length(body) <= ${MAX_BODY_BYTES}`;
  // A content's id names what it says: the same id in two projects or shards is the same body.
  const values = new Map(rows.map((row) => [row.id, valueOf(row)]));
  const valueById = (id: string | null): Json | undefined => (id === null ? undefined : values.get(id));
  for (const { runs, trace } of wanted)
    trace.parallelSavingNs = parallelSaving(
      runs.map((run) => ({
        ...run,
        arguments: valueById(run.argumentsId),
        result: valueById(run.resultId),
      })),
    );
}

const valueOf = ({ format, body }: { format: number; body: string }): Json =>
  format === JSON_FORMAT ? (JSON.parse(body) as Json) : jsonOrText(body);
