import { fork } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { connect, type Sql } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { installQueue } from "@/db/queue";
import { packRound } from "@/lib/bodies/pack-round";
import { budgetRound } from "@/lib/budgets/count/budget-round";
import { storePrices } from "@/lib/cost/store-prices";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { registerPrompts } from "@/lib/derive/register-prompts";
import { rollUp } from "@/lib/derive/roll-up";
import { readEnv } from "@/lib/env";
import { firstRun } from "@/lib/setup/first-run";

import { report } from "./report";
import { FEATURES } from "./seed/features";
import type { FillOrder, FillProgress } from "./seed/fill-process";
import { makeTrace } from "./seed/make-trace";
import { HOUR_MS, type SeedPlan } from "./seed/plan";
import { randomFrom } from "./seed/random";
import { makeTexts } from "./seed/texts";
import { readTraffic } from "./seed/traffic";

/** Later than the job waits before it packs what was written. */
const SETTLED_MS = 3_600_000;

/** Nothing is kept of a seed that was interrupted, so nothing has to survive one. */
const FAST = {
  shared_buffers: "1GB",
  max_wal_size: "8GB",
  maintenance_work_mem: "256MB",
  wal_level: "minimal",
  max_wal_senders: "0",
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  wal_compression: "off",
  autovacuum: "off",
};

/** One text of its own for so many spans, unless told. */
const TEXTS_SHARE = 5;

/** Written last: a data folder without it is half filled. */
export const SEED_FILE = "seed.json";

export interface Seeded extends SeedPlan {
  endMs: number;
  /** Words that stand in one trace each, one of every hour. */
  references: string[];
}

/**
 * Fills a data folder with a month of a simulated application, ready for `npm start` and `npm run bench queries`: spans,
 * traces and marks through the tables and functions that ingest and the worker use, then rolled up and analysed.
 */
export async function benchSeed(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      spans: { type: "string", default: "100000" },
      texts: { type: "string" },
      days: { type: "string", default: "30" },
      seed: { type: "string", default: "1" },
      end: { type: "string" },
      processes: { type: "string", default: "2" },
      "data-dir": { type: "string" },
      "no-roll-up": { type: "boolean", default: false },
    },
  });
  const env = readEnv();
  const dataDir = path.resolve(values["data-dir"] ?? env.dataDir);
  if (existsSync(path.join(dataDir, "postgres")))
    throw new Error(`${dataDir} holds data already: remove it, or give --data-dir another folder`);
  const endMs = values.end ? Date.parse(values.end) : Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  if (Number.isNaN(endMs)) throw new Error("--end must be a time such as 2026-01-31T08:00:00Z");
  const days = Number(values.days);
  const plan = {
    seed: Number(values.seed),
    spans: Number(values.spans),
    texts: Number(values.texts ?? Number(values.spans) / TEXTS_SHARE),
    days,
    startMs: endMs - days * 24 * HOUR_MS,
    projectId: 0,
  };
  mkdirSync(dataDir, { recursive: true });
  const server = await startEmbedded({ dataDir, settings: FAST });
  const owner = connect(server.url, { role: null, max: 2, applicationName: "recount seed" });
  const worker = connect(server.url, {
    role: "recount_worker",
    max: 2,
    applicationName: "recount seed",
    prepare: false,
  });
  const startedAt = performance.now();
  const said = (text: string): void => console.error(`${seconds(startedAt).padStart(7)} s  ${text}`);
  try {
    await migrate(owner);
    await installQueue(server.url);
    const first = await firstRun(owner, env);
    const [project] = await owner<
      { id: number }[]
    >`select id from projects where slug = ${first.projectSlug}`;
    plan.projectId = project?.id ?? 0;
    await prepare(owner, plan);
    const { references, ...made } = await fill(server.url, plan, Number(values.processes), said);
    const filledS = seconds(startedAt);
    if (!values["no-roll-up"]) {
      said("rolling up");
      for (let buckets = 1; buckets > 0;) buckets = await rollUp(worker, { settled: true, lanes: 2 });
      while (await budgetRound(worker));
    }
    const rolledUpS = seconds(startedAt);
    said("packing the texts");
    while ((await packRound(worker, new Date(Date.now() + SETTLED_MS))).rowsBefore > 0);
    const packedS = seconds(startedAt);
    said("vacuum and statistics");
    await owner.unsafe("vacuum (analyze)");
    said("deriving a sample again");
    const changed = await deriveAgain(owner, worker);
    const readyS = seconds(startedAt);
    const seeded: Seeded = { ...plan, endMs, references };
    writeFileSync(path.join(dataDir, SEED_FILE), JSON.stringify(seeded));
    report({
      name: "seed",
      value: Number(readyS),
      unit: "s",
      ...made,
      filled_s: Number(filledS),
      rolled_up_s: Number(rolledUpS),
      packed_s: Number(packedS),
      ...(await blocksOf(owner, plan.projectId)),
      spans_per_s: made.spans / Number(readyS),
      derived_otherwise: changed,
      bytes: await sizeOf(owner),
      data_dir: dataDir,
      until: new Date(endMs).toISOString(),
    });
    if (first.created)
      console.error(
        `Sign in as ${first.adminEmail} with ${first.adminPassword ?? "the password of RECOUNT_ADMIN_PASSWORD"}`,
      );
    if (changed > 0) process.exitCode = 1;
  } catch (error) {
    await server.stop("at once");
    rmSync(dataDir, { recursive: true, force: true });
    throw error;
  } finally {
    await owner.end({ timeout: 1 });
    await worker.end({ timeout: 1 });
    // With a checkpoint: what was never synced is written now.
    await server.stop();
  }
}

const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1);

/** Partitions, texts, prices and prompts, which all processes share. */
async function prepare(owner: Sql, plan: SeedPlan): Promise<void> {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const endMs = plan.startMs + plan.days * 24 * HOUR_MS;
  await owner`select ensure_partitions(${day(plan.startMs)}::date, ${day(endMs + 24 * HOUR_MS)}::date)`;
  const texts = makeTexts(plan.seed, plan.days);
  // A few traces of every feature and day bill at every price there is.
  const world = {
    projectId: plan.projectId,
    traffic: readTraffic(),
    texts,
    own: null,
    startMs: plan.startMs,
    prices: new Map(),
  };
  const random = randomFrom(plan.seed, 3);
  for (const feature of FEATURES)
    for (let hour = 0; hour < plan.days * 24; hour += 6)
      for (let n = 0; n < 4; n++) makeTrace(world, feature, plan.startMs + hour * HOUR_MS, random);
  await owner.begin(async (tx) => {
    await storePrices(tx, [...world.prices.values()]);
    // In the order of the calendar, before several processes meet them in any: each moves its first sight to where it was.
    const sightings = FEATURES.flatMap((feature) =>
      feature.prompts.map((version, index) => {
        const text = texts.byFeature.get(feature.name)?.prompts[index];
        return {
          projectId: plan.projectId,
          name: feature.name,
          label: version.label ?? null,
          fingerprint: text?.fingerprint ?? "0",
          shardKey: 1,
          // The first trace that uses it brings its text.
          systemRef: null,
          seenUs: endMs * 1_000 + version.from,
        };
      }),
    );
    await registerPrompts(tx, sightings);
  });
}

async function fill(
  databaseUrl: string,
  plan: SeedPlan,
  processes: number,
  said: (text: string) => void,
): Promise<{ spans: number; traces: number; texts: number; references: string[] }> {
  const total = { spans: 0, traces: 0, texts: 0, references: [] as string[] };
  let shown = 0;
  await Promise.all(
    Array.from({ length: processes }, (_, mine) => {
      // Neighbouring hours, so that each process fills the pages of one day at a time.
      const all = plan.days * 24;
      const from = Math.floor((all * mine) / processes);
      const to = Math.floor((all * (mine + 1)) / processes);
      const hours = Array.from({ length: to - from }, (__, index) => from + index);
      return runProcess({ plan, databaseUrl, hours }, (progress) => {
        total.spans += progress.spans;
        total.traces += progress.traces;
        total.texts += progress.texts;
        if (progress.reference !== null) total.references.push(progress.reference);
        const share = Math.floor((20 * total.spans) / plan.spans);
        if (share > shown) said(`${total.spans} of ${plan.spans} spans`);
        shown = share;
      });
    }),
  );
  return total;
}

function runProcess(order: FillOrder, onProgress: (progress: FillProgress) => void): Promise<void> {
  const child = fork(path.join(import.meta.dirname, "seed/fill-process.ts"), {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", 2, 2, "ipc"],
  });
  return new Promise((resolve, reject) => {
    child.on("message", (message) => onProgress(message as FillProgress));
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`a filling process ended with code ${code}`)),
    );
    child.send(order);
  });
}

const SAMPLE = 2_000;

/** Derives some traces through the worker's own endpoint. @returns rows that it found to be otherwise: 0 when all is well */
async function deriveAgain(owner: Sql, worker: Sql): Promise<number> {
  await owner`
    insert into dirty_traces (project_id, trace_id, shard_key, lane)
    select project_id, trace_id, shard_key, get_byte(uuid_send(trace_id), 15) & 63
    from (select project_id, trace_id, shard_key from trace_days tablesample system (5) limit ${SAMPLE}) t`;
  let changed = 0;
  const prompts = new Map<string, number>();
  for (let idle = 0; idle < 3;) {
    const done = await deriveTraces(worker, prompts, { minAgeMs: 0 });
    changed += done.changedTraces + done.changedSpans;
    idle = done.marks === 0 ? idle + 1 : 0;
  }
  return changed;
}

/** What the bodies take: before and after compression, and their filters. */
async function blocksOf(sql: Sql, projectId: number): Promise<Record<string, number>> {
  const [row] = await sql<Record<string, number>[]>`
    select count(*)::int as blocks, (count(*) filter (where filter is null))::int as blocks_without_filter,
      sum(bytes)::float8 as body_bytes, sum(octet_length(bodies))::float8 as packed_bytes,
      sum(octet_length(filter))::float8 as filter_bytes
    from body_blocks where project_id = ${projectId} /* every shard */`;
  return row ?? {};
}

async function sizeOf(sql: Sql): Promise<number> {
  const [row] = await sql<{ bytes: number }[]>`select pg_database_size(current_database())::float8 as bytes`;
  return row?.bytes ?? 0;
}
