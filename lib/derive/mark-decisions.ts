import type { Tx } from "@/db/client";
import { plainArray, uuidArray } from "@/db/pg-array";
import { DECISION_FLAG } from "@/lib/model/flags";

import { keyOf, type TraceKey } from "./read-facts";
import type { ResolvedFacts } from "./resolve-stored";

/** What says, without a look at any text, that a trace may be a decision. */
export interface MayDecide {
  flags: number;
  feature: string | null;
  tools: readonly string[];
}

interface NarrowRule {
  projectId: number;
  feature: string | null;
  tool: string | null;
}

const mayFit = (trace: MayDecide, rule: NarrowRule): boolean =>
  (rule.feature === null || rule.feature === trace.feature) &&
  (rule.tool === null || trace.tools.includes(rule.tool));

/**
 * Has lib/decisions look at traces that may be decisions, or were one, in the transaction that derives them: at what they say now,
 * since a text may have changed that no narrow fact tells.
 */
export async function markDecisions(tx: Tx, traces: readonly ResolvedFacts[]): Promise<void> {
  const rows = traces.map(({ facts, resolved }) => ({ key: facts.key, says: resolved?.trace ?? null }));
  await markThose(tx, rows);
}

/** The same for a trace that is only summed. */
export async function markDecisionOfLarge(tx: Tx, key: TraceKey): Promise<void> {
  const [says] = await tx<MayDecide[]>`
    select flags::int as flags, feature, tools from traces
    where project_id = ${key.projectId} and shard_key = ${key.shardKey} and trace_id = ${key.traceId}::uuid
    order by started_at desc
    limit 1`;
  await markThose(tx, [{ key, says: says ?? null }]);
}

async function markThose(tx: Tx, rows: readonly { key: TraceKey; says: MayDecide | null }[]): Promise<void> {
  if (rows.length === 0) return;
  const projects = plainArray([...new Set(rows.map(({ key }) => key.projectId))]);
  const [rules, decided] = await Promise.all([
    tx<NarrowRule[]>`
      select project_id as "projectId", feature, tool from decision_rules where project_id = any(${projects}::int[])`,
    tx<{ projectId: number; traceId: string }[]>`
      select project_id as "projectId", trace_id as "traceId" from decisions
      where project_id = any(${projects}::int[])
        and shard_key = any(${plainArray([...new Set(rows.map(({ key }) => key.shardKey))])}::int[])
        and trace_id = any(${uuidArray(rows.map(({ key }) => key.traceId))}::uuid[])`,
  ]);
  const known = new Set(decided.map(keyOf));
  const marked = rows.filter(
    ({ key, says }) =>
      known.has(keyOf(key)) ||
      (says !== null &&
        ((says.flags & DECISION_FLAG) !== 0 ||
          rules.some((rule) => rule.projectId === key.projectId && mayFit(says, rule)))),
  );
  if (marked.length === 0) return;
  const keys = marked.map(({ key }) => key);
  await tx`
    insert into decision_marks (project_id, trace_id, shard_key)
    select * from unnest(${plainArray(keys.map((key) => key.projectId))}::int[],
      ${uuidArray(keys.map((key) => key.traceId))}::uuid[], ${plainArray(keys.map((key) => key.shardKey))}::int[])`;
}
