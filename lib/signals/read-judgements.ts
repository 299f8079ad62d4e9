import type { Sql } from "@/db/client";
import { inProject } from "@/db/tenant";
import type { ProjectRef } from "@/lib/context";

import type { Statistics } from "./cell";
import type { Window } from "./read-interactions";

/** Names of scores of a feature; more would be made up. */
const MOST_NAMES = 12;
/** Judgements that are read of a window, the last ones. */
const MOST = 20_000;

/** Judgements of a feature's interactions, by the name of the score: `score:NAME`. */
export interface Judgements {
  feature: string;
  environment: string;
  statistics: Statistics;
}

/**
 * What people and programs judged within a window, whenever the interactions were: yes or no is a share, numbers have a mean. Judgements
 * in words are left out: they are content, which not everybody who sees drift may read. A session's judgement belongs to the
 * feature of its last interaction.
 * @param sql connected as recount_worker
 */
export async function readJudgements(
  sql: Sql,
  project: ProjectRef,
  { fromMs, toMs }: Window,
): Promise<Judgements[]> {
  const shards = `{${project.shardKeys.join(",")}}`;
  const rows = await inProject(
    sql,
    project.id,
    (tx) => tx<
      {
        feature: string;
        environment: string;
        name: string;
        type: "number" | "boolean";
        n: number;
        sum: number;
        squares: number;
      }[]
    >`
      with judged as materialized (
        select s.name, s.data_type, s.value_number, s.trace_id, s.session_id
        from scores s
        where s.project_id = ${project.id} and s.shard_key = any(${shards}::int[])
          and s.created_at >= ${new Date(fromMs)} and s.created_at < ${new Date(toMs)} and s.value_number is not null
        order by s.created_at desc
        limit ${MOST}
      ),
      placed as (
        select j.*, t.feature, coalesce(t.environment, '') as environment
        from judged j
        cross join lateral (
          select feature, environment
          from traces
          where project_id = ${project.id} and shard_key = any(${shards}::int[])
            and (trace_id = j.trace_id or j.trace_id is null and session_id = j.session_id)
            and started_at < ${new Date(toMs)}
          order by started_at desc
          limit 1
        ) t
      )
      select feature, environment, name, data_type as type, count(*)::int as n, sum(value_number)::float8 as sum,
        sum(value_number * value_number)::float8 as squares
      from placed
      group by 1, 2, 3, 4
      order by 1, 2, count(*) desc, 3`,
    { readOnly: true },
  );
  const found = new Map<string, Judgements>();
  for (const { feature, environment, name, type, n, sum, squares } of rows) {
    const key = JSON.stringify([feature, environment]);
    const mine = found.get(key) ?? { feature, environment, statistics: {} };
    found.set(key, mine);
    if (Object.keys(mine.statistics).length >= MOST_NAMES) continue;
    mine.statistics[`score:${name}`] =
      type === "boolean" ? { kind: "share", n, hits: sum } : { kind: "mean", n, sum, squares };
  }
  return [...found.values()];
}
