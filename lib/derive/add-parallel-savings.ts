import type { Tx } from "@/db/client";
import { type Bodies, openBodies } from "@/lib/bodies/read-bodies";
import type { SinglePart } from "@/lib/bodies/body-ids";
import { groupBy } from "@/lib/model/group-by";
import { jsonOrText } from "@/lib/model/json-text";
import type { Json } from "@/lib/model/json";

import type { ResolvedTrace } from "./facts";
import { parallelSaving } from "./parallel-saving";
import type { TraceFacts } from "./read-facts";
import type { ToolRun } from "./facts";

/** Larger ones are not read: who depends on what is not worth their time, and they count as unknown. */
const MAX_BODY_LENGTH = 65_536;
/** Bodies that are read together: bounds memory, whatever is in a batch. */
const MAX_BODIES = 500;

interface Wanted {
  projectId: number;
  shardKey: number;
  runs: readonly ToolRun[];
  trace: ResolvedTrace["trace"];
}

/**
 * Says of each trace whose tools ran one after the other what running them at once would have saved. Reads what the tools
 * were given and gave: a statement for a batch of common size, none for traces with one tool. A body is stored in the
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
  for (const [projectId, some] of groupBy(wanted, (one) => one.projectId)) {
    const bodies = await openBodies(
      tx,
      projectId,
      some.flatMap(({ shardKey, runs }) =>
        runs.flatMap(({ argumentsRef, resultRef }) => [
          { ref: argumentsRef, shardKey, parts: ["input" as const] },
          { ref: resultRef, shardKey, parts: ["result" as const] },
        ]),
      ),
    );
    for (const { runs, shardKey, trace } of some)
      trace.parallelSavingNs = parallelSaving(
        runs.map((run) => ({
          ...run,
          arguments: valueOf(bodies, run.argumentsRef, shardKey, "input"),
          result: valueOf(bodies, run.resultRef, shardKey, "result"),
        })),
      );
  }
}

function valueOf(bodies: Bodies, ref: string | null, shardKey: number, part: SinglePart): Json | undefined {
  const opened = bodies.of(ref, shardKey);
  const length = opened?.length(part) ?? null;
  if (opened === null || length === null || length > MAX_BODY_LENGTH) return undefined;
  const value = opened.value(part);
  return typeof value === "string" ? jsonOrText(value) : value;
}
