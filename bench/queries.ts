import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { connect, type Sql } from "@/db/client";
import { startEmbedded, type EmbeddedServer } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import type { Context } from "@/lib/context";
import { readEnv } from "@/lib/env";
import { makeApiKey } from "@/lib/auth/api-key";

import { percentile, startLoad } from "./load";
import { forgetFiles } from "./queries/caches";
import { floorOf, measure } from "./queries/measure";
import { QUESTIONS, type Question, type Range } from "./queries/questions";
import { pairsOf, readValues } from "./queries/words";
import { randomFrom } from "./seed/random";
import { report } from "./report";
import { SEED_FILE, type Seeded } from "./seed";
import { freePort, untilReady } from "./server";

const RANGES = { "24h": 1, "7d": 7, "30d": 30 } as const;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Every page's questions on a seeded store, cold and warm, at a day, a week and a month. */
export async function benchQueries(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      "data-dir": { type: "string" },
      zone: { type: "string", default: "UTC" },
      only: { type: "string", default: "" },
      ranges: { type: "string", default: "24h,7d,30d" },
      calls: { type: "string", default: "20" },
      pairs: { type: "string", default: "150" },
      "no-cold": { type: "boolean", default: false },
      ingest: { type: "string" },
    },
  });
  const dataDir = path.resolve(values["data-dir"] ?? readEnv().dataDir);
  const file = path.join(dataDir, SEED_FILE);
  if (!existsSync(file))
    throw new Error(`${dataDir} holds no seeded store: npm run bench -- seed --data-dir ${dataDir}`);
  const seeded = JSON.parse(readFileSync(file, "utf8")) as Seeded;
  const questions = QUESTIONS.filter(({ name }) =>
    values.only.split("|").some((part) => name.includes(part)),
  );
  const store = await openStore(dataDir, seeded);
  const load = values.ingest ? await startIngest(store, Number(values.ingest)) : null;
  // In the middle of a minute, as anybody asks: whole hours would spare the finer roll-ups and the raw rows.
  const present = (): number => (load ? Date.now() : seeded.endMs - 7 * MINUTE_MS - 23_456);
  try {
    const pairs = pairsOf(await readValues(store.owner, seeded.projectId));
    report({
      name: "floor",
      value: null,
      unit: "ms",
      spans: seeded.spans,
      ...(await floorOf(store.ctx(present()))),
    });
    for (const range of values.ranges.split(",") as (keyof typeof RANGES)[]) {
      for (const question of questions) {
        // The same pairs in every run, others for every range.
        const random = randomFrom(seeded.seed, RANGES[range]);
        const nowMs = present();
        const asked: Range = {
          // Pages ask from a whole minute on.
          from: new Date(Math.floor((nowMs - RANGES[range] * DAY_MS) / MINUTE_MS) * MINUTE_MS).toISOString(),
          to: new Date(nowMs).toISOString(),
          zone: values.zone,
          twoFilters: () => random.pick(pairs),
        };
        if (!values["no-cold"] && load === null) {
          const cold = await store.restart();
          await figure(store, question, asked, nowMs, { range, state: "cold", cold, calls: 1 });
        }
        const calls = Number(question.pairs ? values.pairs : values.calls);
        const state = load ? `warm, ${values.ingest} spans/s beside it` : "warm";
        // Twice is warm: plans, catalogues and pages.
        for (let call = 0; call < 2; call++) await question.ask(store.ctx(nowMs), asked);
        await figure(store, question, asked, nowMs, { range, state, calls });
      }
    }
    report({
      name: "floor",
      value: null,
      unit: "ms",
      spans: seeded.spans,
      ...(await floorOf(store.ctx(present()))),
    });
  } finally {
    await load?.stop();
    await store.close();
  }
}

async function figure(
  store: Store,
  question: Question,
  range: Range,
  nowMs: number,
  { calls, ...more }: { range: string; state: string; cold?: string; calls: number },
): Promise<void> {
  const { ms, cpuMs, slowest, ...blocks } = await measure(
    store.owner,
    store.ctx(nowMs),
    question,
    range,
    calls,
  );
  report({
    name: question.name,
    value: percentile(ms, 0.95),
    unit: "ms, p95",
    ...more,
    p50: percentile(ms, 0.5),
    cpu_p50: percentile(cpuMs, 0.5),
    cpu_p95: percentile(cpuMs, 0.95),
    max: slowest.ms,
    calls,
    ...blocks,
    ...(question.pairs ? { slowest: slowest.filter } : {}),
  });
}

interface Store {
  url: string;
  owner: Sql;
  /** As a page would have it, at a time. */
  ctx(nowMs: number): Context;
  restart(): Promise<string>;
  close(): Promise<void>;
}

async function openStore(dataDir: string, { projectId }: Seeded): Promise<Store> {
  let server: EmbeddedServer;
  let app: Sql;
  const open = async (): Promise<void> => {
    server = await startEmbedded({ dataDir });
    store.url = server.url;
    store.owner = connect(server.url, { role: null, max: 2, applicationName: "recount bench" });
    app = connect(server.url, { role: "recount_app", max: 2, applicationName: "recount" });
  };
  const close = async (): Promise<void> => {
    await store.owner.end({ timeout: 5 });
    await app.end({ timeout: 5 });
    await server.stop();
  };
  const store = {
    url: "",
    owner: null as unknown as Sql,
    ctx: (nowMs: number): Context => ({
      sql: app,
      project: { id: projectId, slug: "default", shardKeys: [1], retentionDays: 400 },
      actor: { kind: "user", id: 1, name: "bench", role: "engineer" },
      now: () => new Date(nowMs),
    }),
    restart: async (): Promise<string> => {
      await close();
      const cold = forgetFiles(dataDir);
      await open();
      // A connection is there when a page is asked for.
      await app`select 1`;
      return cold;
    },
    close,
  };
  await open();
  try {
    await migrate(store.owner);
    await store.owner`create extension if not exists pg_stat_statements`;
  } catch (error) {
    await close();
    throw error;
  }
  return store;
}

/** Recount on the same store, and the load generator at a rate, until stopped. */
async function startIngest(store: Store, spansPerSecond: number): Promise<{ stop: () => Promise<void> }> {
  const { key } = makeApiKey();
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    env: { ...process.env, DATABASE_URL: store.url, RECOUNT_API_KEY: key, RECOUNT_LOG_LEVEL: "warn", PORT: new URL(url).port, HOST: "127.0.0.1" },
    stdio: ["ignore", 2, 2],
  }); // prettier-ignore
  await untilReady(url, () => child.exitCode !== null);
  const load = startLoad({ url, key, connections: 4, seconds: 86_400, spansPerSecond });
  load.report.catch(() => {});
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    stop: async () => {
      load.process.kill();
      child.kill("SIGTERM");
      await exited;
    },
  };
}
