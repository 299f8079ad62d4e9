import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { connect, type Sql } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { installQueue } from "@/db/queue";
import { driftRound } from "@/lib/drift/drift-round";
import type { Statistic, Statistics } from "@/lib/signals/cell";
import { histogramOf } from "@/lib/stats/histogram";
import { normal, seeded } from "@/lib/stats/random";

import { insertFloor } from "./floor";
import { usageOf } from "./processes";
import { report } from "./report";

const CELL_MS = 300_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Interactions of a feature in five minutes. */
const N = 40;
const SIGNALS = { share: 9, distribution: 9, mean: 5, mix: 2 } as const;

/**
 * What a round of drift costs when five minutes have passed: features with 25 signals each, which nothing happens to. How many spans
 * the store holds makes no difference: a round reads cells. Fitting all baselines, which is done once a day, is told apart.
 */
export async function benchDriftRound(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { features: { type: "string", default: "20" }, rounds: { type: "string", default: "12" } },
  });
  const features = Number(values.features);
  const home = mkdtempSync(path.join(os.tmpdir(), "recount-bench-"));
  const server = await startEmbedded({ dataDir: home });
  const owner = connect(server.url, { role: null, max: 2, applicationName: "recount bench" });
  const worker = connect(server.url, { role: "recount_worker", max: 3, applicationName: "recount worker" });
  try {
    await migrate(owner);
    await installQueue(server.url);
    const floor = await insertFloor(server.url, 3);
    const startMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    const [project] = await owner<{ id: number }[]>`
      insert into projects (slug, name) values ('bench', 'bench') returning id`;
    const id = project?.id ?? 0;
    const random = seeded(1);
    await fill(owner, id, features, 3600, startMs - 21 * DAY_MS, startMs - 4 * DAY_MS, random);
    await fill(owner, id, features, 300, startMs - 4 * DAY_MS, startMs, random);
    const measured = async (
      name: string,
      unit: string,
      per: number,
      work: () => Promise<unknown>,
    ): Promise<void> => {
      const database = (): number => usageOf([server.pid], () => "postgres")["postgres"]?.cpuSeconds ?? 0;
      const [before, started] = [database(), process.cpuUsage()];
      await work();
      const own = process.cpuUsage(started);
      report({
        name,
        value: (own.user + own.system) / 1e6 / per,
        unit,
        postgres_cpu_seconds: (database() - before) / per,
        features,
        floor_rows_per_s: floor,
      });
    };
    await madeTo(owner, id, startMs);
    await measured("drift: all baselines", "CPU seconds of the worker", 1, async () => {
      while (await driftRound(worker, { now: () => startMs }));
    });
    const [series] = await owner<
      { n: number }[]
    >`select count(*)::int as n from drift_series where phase <> 'not_enough'`;
    const rounds = Number(values.rounds);
    await fill(owner, id, features, 300, startMs, startMs + rounds * CELL_MS, random);
    await measured(
      `drift: a round of ${series?.n ?? 0} series`,
      "CPU seconds of the worker",
      rounds,
      async () => {
        for (let round = 1; round <= rounds; round++) {
          await madeTo(owner, id, startMs + round * CELL_MS);
          await driftRound(worker, { now: () => startMs + round * CELL_MS });
        }
      },
    );
    const [found] = await owner<{ n: number }[]>`select count(*)::int as n from findings`;
    report({ name: "drift: findings where nothing happened", value: found?.n ?? null, unit: "findings" });
  } finally {
    await Promise.all([owner.end(), worker.end()]);
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

const madeTo = (owner: Sql, id: number, ms: number): Promise<unknown> =>
  owner`
    insert into signal_progress (project_id, made_from, made_to) values (${id}, ${new Date(ms - 56 * DAY_MS)}, ${new Date(ms)})
    on conflict (project_id) do update set made_to = excluded.made_to`;

async function fill(
  owner: Sql,
  id: number,
  features: number,
  tier: 300 | 3600,
  fromMs: number,
  toMs: number,
  random: () => number,
): Promise<void> {
  for (let ms = fromMs; ms < toMs; ms += tier * 1000) {
    const rows = Array.from({ length: features }, (_, feature) => ({
      feature: `feature ${feature}`,
      statistics: statistics(random, (N * tier) / 300),
    }));
    await owner`
      insert into signal_cells (project_id, tier, bucket, feature, environment, interactions, measured, statistics)
      select ${id}::int, ${tier}::smallint, ${new Date(ms)}::timestamptz, feature, 'production', ${N}, ${N}, statistics
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (feature text, statistics jsonb)`;
  }
}

function statistics(random: () => number, interactions: number): Statistics {
  const n = Math.min(interactions, 120);
  const of = (kind: keyof typeof SIGNALS, one: () => Statistic): [string, Statistic][] =>
    Array.from({ length: SIGNALS[kind] }, (_, index) => [`${kind} ${index}`, one()]);
  const times = <T>(make: () => T): T[] => Array.from({ length: n }, make);
  return Object.fromEntries([
    ...of("share", () => ({ kind: "share", n, hits: times(() => random() < 0.05).filter(Boolean).length })),
    ...of("distribution", () => ({
      kind: "distribution",
      histogram: histogramOf(times(() => 2e9 * Math.exp(0.5 * normal(random)))),
    })),
    ...of("mean", () => {
      const values = times(() => 5 + normal(random));
      return {
        kind: "mean",
        n: values.length,
        sum: values.reduce((a, b) => a + b, 0),
        squares: values.reduce((a, b) => a + b * b, 0),
      };
    }),
    ...of("mix", () => {
      const counts: Record<string, number> = {};
      for (const category of times(() => `c${Math.floor(random() * 5)}`))
        counts[category] = (counts[category] ?? 0) + 1;
      return { kind: "mix", counts };
    }),
  ]);
}
