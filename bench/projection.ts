import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";

import { connect } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { project, type Projection, type ProjectionInput } from "@/lib/cost/project";
import { BY_HOUR, phasesOf } from "@/lib/cost/project-month";
import { readEnv } from "@/lib/env";
import { readDataPoints } from "@/lib/metrics/read-data-points";

import { report } from "./report";
import { SEED_FILE, type Seeded } from "./seed";

/** Dollars a million tokens, for the real hour: any will do, coverage and relative errors hardly depend on it. */
const PRICE = { input: 2.5, output: 10 };

/**
 * How good projections are: each past moment is taken for the present, and what came after it for what was to be said.
 * Prints one line a series: how often the intervals held what came, and by how much the expected sum was off.
 */
export async function benchProjection(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { file: { type: "string" }, "data-dir": { type: "string" } },
  });
  const file = values.file ?? path.resolve(readEnv().fixturesDir, "data/azure-llm-conversation-trace.csv");
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new Error(`${file} is not there: give --file or set RECOUNT_FIXTURES`, { cause });
  });
  const minutes = costsByMinute(text);
  for (const horizon of [5, 10, 20])
    judge("projection of the real hour", minutes, { horizon, cycle: 1, first: 12, unit: "minute" });
  if (values["data-dir"] !== undefined) await judgeMonth(path.resolve(values["data-dir"]));
}

const HOUR_MS = 3_600_000;
const ALL = "all features";

/** Every twelve hours from the fourth day on, the end of a seeded month as it would have been projected then, by feature. */
async function judgeMonth(dataDir: string): Promise<void> {
  const seeded = JSON.parse(await readFile(path.join(dataDir, SEED_FILE), "utf8")) as Seeded;
  const hours = Math.floor((seeded.endMs - seeded.startMs) / HOUR_MS);
  const costs = await costsByFeature(dataDir, seeded, hours);
  const phases = phasesOf(seeded.startMs, seeded.endMs, "UTC");
  for (const [name, from, to] of [
    ["4 to 14 days of history", 4, 14],
    ["14 to 27 days of history", 14, 27],
  ] as const) {
    const judged = { all: [] as Judged[], features: [] as Judged[] };
    for (const [feature, hourly] of costs) {
      for (let now = from * 24; now < to * 24; now += 12) {
        const projection = project({
          past: hourly.slice(0, now).map((cost, hour) => ({ cost, phases: phases[hour] ?? [] })),
          coming: phases.slice(now, hours).map((place) => ({ phases: place, share: 1 })),
          ...BY_HOUR,
        });
        const actual = hourly.slice(now).reduce((sum, cost) => sum + cost, 0);
        if (projection && actual > 0)
          judged[feature === ALL ? "all" : "features"].push({ projection, actual });
      }
    }
    reportJudged("projection of the seeded month", judged.all, { of: ALL, history: name });
    reportJudged("projection of the seeded month", judged.features, { of: "each feature", history: name });
  }
}

/** Dollars of each hour, by feature and of all. */
async function costsByFeature(
  dataDir: string,
  seeded: Seeded,
  hours: number,
): Promise<Map<string, number[]>> {
  const server = await startEmbedded({ dataDir });
  const owner = connect(server.url, { role: null, max: 1, applicationName: "recount bench" });
  try {
    const [project] = await owner<{ slug: string; shardKeys: number[] }[]>`
      select slug, shard_keys as "shardKeys" from projects where id = ${seeded.projectId}`;
    if (!project) throw new Error(`${dataDir} holds no project ${seeded.projectId}`);
    const ctx: Context = {
      sql: owner,
      project: { id: seeded.projectId, retentionDays: 30, ...project },
      actor: { kind: "system", name: "bench" },
      now: () => new Date(seeded.endMs),
    };
    const cells = await inProject(owner, seeded.projectId, (tx) =>
      readDataPoints(tx, ctx, {
        source: "calls",
        sums: ["cost_nano_usd"],
        from: new Date(seeded.startMs).toISOString(),
        to: new Date(seeded.endMs).toISOString(),
        interval: "hour",
        groupBy: ["feature"],
      }),
    );
    const costs = new Map([[ALL, new Array<number>(hours).fill(0)]]);
    for (const { at, groups, sums } of cells) {
      const feature = groups[0] ?? "none";
      if (!costs.has(feature)) costs.set(feature, new Array<number>(hours).fill(0));
      const hour = Math.floor((Date.parse(at ?? "") - seeded.startMs) / HOUR_MS);
      for (const series of [costs.get(ALL), costs.get(feature)])
        if (series) series[hour] = (series[hour] ?? 0) + Number(sums.cost_nano_usd ?? 0n) / 1e9;
    }
    return costs;
  } finally {
    await owner.end();
    await server.stop();
  }
}

/** Cost of each whole minute of the trace. */
function costsByMinute(csv: string): number[] {
  const costs: number[] = [];
  let began = Number.NaN;
  for (const line of csv.trim().split("\n").slice(1)) {
    const [at = "", input, output] = line.trim().split(",");
    const ms = Date.parse(`${at.slice(0, 23).replace(" ", "T")}Z`);
    if (Number.isNaN(began)) began = ms;
    const minute = Math.floor((ms - began) / 60_000);
    costs[minute] =
      (costs[minute] ?? 0) + (Number(input) * PRICE.input + Number(output) * PRICE.output) / 1e6;
  }
  // The last minute is cut off.
  return Array.from(costs.slice(0, -1), (cost) => cost ?? 0);
}

interface Walk {
  /** Units that are projected. */
  horizon: number;
  cycle: number;
  /** Units of history at the first moment. */
  first: number;
  unit: string;
}

function judge(name: string, costs: readonly number[], { horizon, cycle, first, unit }: Walk): void {
  const judged: Judged[] = [];
  for (let now = first; now + horizon <= costs.length; now++) {
    const input: ProjectionInput = {
      past: costs.slice(0, now).map((cost) => ({ cost, phases: [] })),
      coming: Array.from({ length: horizon }, () => ({ phases: [], share: 1 })),
      cycle,
      seasonsFrom: [],
    };
    const projection = project(input);
    const actual = costs.slice(now, now + horizon).reduce((sum, cost) => sum + cost, 0);
    if (projection) judged.push({ projection, actual });
  }
  reportJudged(name, judged, { horizon: `${horizon} ${unit}s`, cycle: `${cycle} ${unit}` });
}

interface Judged {
  projection: Projection;
  actual: number;
}

/** One line: nominal against actual coverage, error and width. */
function reportJudged(name: string, judged: readonly Judged[], more: Record<string, unknown>): void {
  const mean = (of: (one: (typeof judged)[number]) => number): number | null =>
    judged.length === 0 ? null : judged.reduce((sum, one) => sum + of(one), 0) / judged.length;
  const held = (key: "interval80" | "interval95") =>
    mean(({ projection, actual }) => Number(projection[key].low <= actual && actual <= projection[key].high));
  report({
    name,
    value: mean(({ projection, actual }) => Math.abs(projection.expected - actual) / actual),
    unit: "mean absolute error as a share of what came",
    held_by_80: held("interval80"),
    held_by_95: held("interval95"),
    width_80: mean(
      ({ projection, actual }) => (projection.interval80.high - projection.interval80.low) / actual,
    ),
    moments: judged.length,
    ...more,
  });
}
