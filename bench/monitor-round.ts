import path from "node:path";
import { parseArgs } from "node:util";

import { connect } from "@/db/client";
import { readEnv } from "@/lib/env";
import { definitionOf, MonitorInput } from "@/lib/monitors/definition";
import { monitorRound } from "@/lib/monitors/monitor-round";

import { report } from "./report";
import { openStore, readSeeded } from "./seeded-store";

const STEP_MS = 300_000;
const MADE_BY = "bench";
/** What each dimension is watched by. */
const METRICS = ["interactions", "error_rate", "latency", "ttft", "cost_usd"];
const DIMENSIONS = ["user", "feature", "model", "prompt_version"];

/**
 * What a round of monitors costs on a seeded store: each metric with a series for each value of each dimension (the 100 largest),
 * judged once, then once more five minutes later, as it goes on. The monitors are removed afterwards.
 */
export async function benchMonitorRound(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { "data-dir": { type: "string" } } });
  const dataDir = path.resolve(values["data-dir"] ?? readEnv().dataDir);
  const seeded = readSeeded(dataDir);
  const store = await openStore(dataDir, seeded);
  const { owner } = store;
  const worker = connect(store.url, { role: "recount_worker", max: 2, applicationName: "recount worker" });
  const gone = () =>
    owner`update monitors set deleted_at = now() where created_by = ${MADE_BY} and deleted_at is null`;
  try {
    await gone();
    const due = new Date(seeded.endMs);
    for (const metric of METRICS)
      for (const group_by of DIMENSIONS) {
        const input = {
          kind: "threshold",
          name: `${metric} by ${group_by}`,
          metric,
          group_by,
          window: "15m",
        };
        const monitor = MonitorInput.parse({ ...input, direction: "above", alert: 1e12, no_data: "keep" });
        await owner`
          insert into monitors (project_id, name, definition, created_by, next_at)
          values (${seeded.projectId}, ${monitor.name}, ${JSON.stringify(definitionOf(monitor))}::text::jsonb, ${MADE_BY}, ${due})`;
      }
    for (const round of ["first", "next"]) {
      const nowMs = seeded.endMs + (round === "first" ? 0 : STEP_MS);
      await owner`update monitors set next_at = ${new Date(nowMs)} where created_by = ${MADE_BY} and deleted_at is null`;
      await owner`select pg_stat_statements_reset()`;
      const [started, cpu] = [performance.now(), process.cpuUsage()];
      while (await monitorRound(worker, { now: () => nowMs }));
      const { user, system } = process.cpuUsage(cpu);
      const seconds = (performance.now() - started) / 1000;
      const [spent] = await owner<{ ms: number; series: number; failed: number }[]>`
        select (select sum(total_exec_time)::float8 from pg_stat_statements) as ms,
          (select count(*)::int from monitor_series) as series,
          (select count(*)::int from monitors where failure is not null and deleted_at is null) as failed`;
      report({
        name: `monitors: the ${round} round`,
        value: (user + system) / 1e6,
        unit: "CPU seconds of the worker",
        database_seconds: (spent?.ms ?? 0) / 1000,
        seconds,
        monitors: METRICS.length * DIMENSIONS.length,
        series: spent?.series ?? null,
        failed: spent?.failed ?? null,
        spans: seeded.spans,
      });
    }
  } finally {
    await gone();
    await worker.end({ timeout: 5 });
    await store.close();
  }
}
