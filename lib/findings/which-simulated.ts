import type { Tx } from "@/db/client";
import type { Context, ProjectRef } from "@/lib/context";
import { FLAG } from "@/lib/model/flags";
import { originOf } from "@/lib/projects/origin-of";
import { parseTraceFilter } from "@/lib/traces/filter";
import { filterSql } from "@/lib/traces/filter-sql";

import type { Established, Rule } from "./finding";

const DAY_MS = 86_400_000;
/** Of interactions that a finding is about, the newest. */
const NEWEST = 1000;

/**
 * Which findings are about data that the demo made, or hold some of it. Nearly every project has either none or nothing else, which one
 * statement tells; where both are, the newest interactions that each finding is about are looked at.
 */
export async function whichSimulated(
  tx: Tx,
  projectId: number,
  rule: Rule,
  found: readonly Established[],
  now: Date,
): Promise<boolean[]> {
  // Of the store itself nothing is simulated.
  if (rule === "store") return found.map(() => false);
  const [project] = await tx<ProjectRef[]>`
    select id, slug, shard_keys as "shardKeys", retention_days as "retentionDays" from projects where id = ${projectId}`;
  if (!project) throw new Error(`there is no project ${projectId}`);
  const origin = await originOf(tx, project);
  if (origin !== "mixed") return found.map(() => origin === "simulated");
  const ctx: Context = {
    sql: tx as unknown as Context["sql"],
    project,
    actor: { kind: "system", name: "findings" },
    now: () => now,
  };
  const known = new Map<string, boolean>();
  const answers: boolean[] = [];
  for (const { affected, beganAtMs } of found) {
    const key = `${affected} ${beganAtMs}`;
    const answer = known.get(key) ?? (affected === null || (await holdsSome(tx, ctx, affected, beganAtMs)));
    known.set(key, answer);
    answers.push(answer);
  }
  return answers;
}

/** Among the newest of these interactions, from a day before it began: of what ceased there are only those. */
async function holdsSome(tx: Tx, ctx: Context, affected: string, beganAtMs: number): Promise<boolean> {
  const nowMs = ctx.now().getTime();
  const filter = {
    ...parseTraceFilter(new URLSearchParams(affected)),
    from: new Date(Math.min(beganAtMs, nowMs) - DAY_MS).toISOString(),
    to: new Date(nowMs + 1000).toISOString(),
  };
  const [row] = await tx<{ found: boolean | null }[]>`
    select bool_or(flags & ${FLAG.simulated} <> 0) as found
    from (
      select flags from traces where ${filterSql(tx, ctx, filter)} order by started_at desc limit ${NEWEST}
    ) newest`;
  return row?.found ?? false;
}
