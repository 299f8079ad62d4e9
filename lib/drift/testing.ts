import type { Sql } from "@/db/client";
import type { Statistics } from "@/lib/signals/cell";
import { histogramOf } from "@/lib/stats/histogram";

/** Stored cells of tests: what a feature was like. */
export interface TestCell {
  tier: 300 | 3600;
  atMs: number;
  dimension?: string;
  value?: string;
  interactions: number;
  statistics: Statistics;
  only?: Record<string, string>;
}

export async function storeCells(owner: Sql, projectId: number, cells: readonly TestCell[]): Promise<void> {
  for (let first = 0; first < cells.length; first += 2_000)
    await owner`
      insert into signal_cells (project_id, tier, bucket, feature, environment, dimension, value, interactions, measured, statistics,
        only_values)
      select ${projectId}::int, tier, to_timestamp("atMs" / 1000), 'support', 'production', coalesce(dimension, ''), coalesce(value, ''),
        interactions, interactions, statistics, "only"
      from jsonb_to_recordset(${JSON.stringify(cells.slice(first, first + 2_000))}::text::jsonb) as c (tier smallint, "atMs" float8,
        dimension text, value text, interactions bigint, statistics jsonb, "only" jsonb)`;
}

/** Cells are made up to here. */
export const madeTo = (owner: Sql, projectId: number, ms: number): Promise<unknown> =>
  owner`
    insert into signal_progress (project_id, made_from, made_to)
    values (${projectId}, ${new Date(ms - 56 * 86_400_000)}, ${new Date(ms)})
    on conflict (project_id) do update set made_to = excluded.made_to`;

/** Failures and latencies of so many interactions. @param random 0 to 1 */
export function statisticsOf(
  random: () => number,
  n: number,
  { failing = 0.01, slower = 1 } = {},
): Statistics {
  let hits = 0;
  const ns: number[] = [];
  for (let index = 0; index < n; index++) {
    if (random() < failing) hits++;
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    ns.push(2e9 * slower * Math.exp(0.5 * normal));
  }
  return {
    failed: { kind: "share", n, hits },
    latency: { kind: "distribution", histogram: histogramOf(ns) },
  };
}
