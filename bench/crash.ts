import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { connect, type Sql } from "@/db/client";
import { startEmbedded } from "@/db/embedded";

import { deriveTraces } from "@/lib/derive/derive-traces";
import { rebuild } from "@/lib/rebuild/rebuild";
import { rollUp } from "@/lib/derive/roll-up";

import { startLoad } from "./load";
import { processesBelow } from "./processes";
import { report } from "./report";
import { freePort, untilReady } from "./server";

const VICTIMS = ["server", "console", "worker", "postgres"] as const;
type Victim = (typeof VICTIMS)[number];

/**
 * Kills (SIGKILL) server, console, worker and PostgreSQL in turn, at random moments, under load from clients that repeat a request until it
 * is acknowledged; then compares what was acknowledged with what is stored: every span there, once; and what was derived meanwhile
 * with what derivation makes of the stored spans from nothing.
 */
export async function benchCrash(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { rounds: { type: "string", default: "6" }, connections: { type: "string", default: "4" } },
  });
  const rounds = Number(values.rounds);
  const home = mkdtempSync(path.join(os.tmpdir(), "recount-crash-"));
  chmodSync(home, 0o755); // run by root, PostgreSQL is another user that must get through
  const dataDir = path.join(home, "data");
  const port = await freePort();
  const key = `rc_crash_${"0".repeat(8)}${process.pid}`;
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    env: {
      ...process.env,
      DATABASE_URL: "",
      RECOUNT_DATA_DIR: dataDir,
      RECOUNT_API_KEY: key,
      RECOUNT_LOG_LEVEL: "error",
      PORT: String(port),
      HOST: "127.0.0.1",
    },
    stdio: ["ignore", 2, 2],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  try {
    await untilReady(url, () => child.exitCode !== null);
    const secondsARound = 6;
    const load = startLoad({
      url,
      key,
      connections: Number(values.connections),
      seconds: rounds * secondsARound,
    });
    const killed: Record<Victim, number> = { server: 0, console: 0, worker: 0, postgres: 0 };
    for (let round = 0; round < rounds; round++) {
      const victim = VICTIMS[round % VICTIMS.length] as Victim;
      await pause(1000 + Math.random() * (secondsARound - 2) * 1000);
      const pid = victim === "postgres" ? postmaster(dataDir) : childOf(child.pid ?? -1, victim);
      if (pid !== null) {
        process.kill(pid, "SIGKILL");
        killed[victim]++;
      }
      await pause(1000);
    }
    const sent = await load.report;
    child.kill("SIGTERM");
    await exited;
    await compare(dataDir, sent, killed);
  } finally {
    if (child.exitCode === null) child.kill("SIGTERM");
    await exited;
    rmSync(realpathSync(path.join(dataDir, "postgres")), { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function childOf(root: number, victim: Exclude<Victim, "postgres">): number | null {
  const wanted = new RegExp(`^recount ${victim}`);
  return processesBelow(root).find((found) => wanted.test(found.command))?.pid ?? null;
}

function postmaster(dataDir: string): number | null {
  try {
    return Number(readFileSync(path.join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
  } catch {
    return null; // it is down just now
  }
}

async function compare(
  dataDir: string,
  sent: { spans: number; traces: number; retried: number; failures: object; longestGapMs: number },
  killed: object,
): Promise<void> {
  const database = await startEmbedded({ dataDir });
  const sql = connect(database.url, { role: null, max: 1 });
  try {
    const stored = await storedNow(sql);
    const differences = await recompute(sql, database.url);
    const derivedRight = Object.values(differences).every((count) => count === 0);
    report({
      name: "crash",
      value: stored.spans - sent.spans,
      unit: "spans stored beyond those acknowledged; 0 is right",
      acknowledged: sent.spans,
      stored: stored.spans,
      distinct: stored.distinct,
      acknowledged_traces: sent.traces,
      traces_with_all_spans: stored.whole,
      traces_waiting_for_derivation: stored.waiting,
      recomputation_differs_in: differences,
      requests_repeated: sent.retried,
      longest_gap_ms: Math.round(sent.longestGapMs),
      failures: sent.failures,
      killed,
    });
    const right =
      stored.spans === sent.spans && stored.distinct === stored.spans && stored.whole === sent.traces;
    if (!right || !derivedRight) process.exitCode = 1;
  } finally {
    await sql.end();
    await database.stop();
  }
}

/** Their minutes are made from what is stored, and hours and days from them: those may close while this is looking. */
const ROLLUPS = ["rollup_calls", "rollup_traces", "usage"] as const;
const MINUTES = 60;

/** Lets derivation finish, then recomputes everything: how many rows of each table that changes. */
async function recompute(sql: Sql, url: string): Promise<Record<string, number>> {
  const worker = connect(url, { role: "recount_worker", max: 6, prepare: false });
  try {
    const prompts = new Map<string, number>();
    while ((await deriveTraces(worker, prompts, { minAgeMs: 0 })).marks > 0);
    for (;;) {
      while ((await rollUp(worker, { settled: true })) > 0);
      const [open] = await sql<
        { n: number }[]
      >`select count(*)::int as n from dirty_buckets where tier = ${MINUTES}`;
      if (open?.n === 0) break;
      // A minute is rolled up once it is over.
      await pause(5_000);
    }
    for (const table of ROLLUPS)
      await sql.unsafe(`create table before_${table} as select * from ${table} where tier = ${MINUTES}`);
    const { changedTraces, changedSpans } = await rebuild(worker, () => {});
    const differences: Record<string, number> = { traces: changedTraces, spans: changedSpans };
    for (const table of ROLLUPS) {
      const [row] = await sql.unsafe<{ n: number }[]>(`
        select count(*)::int as n
        from (
          (select b::text from before_${table} b except all select t::text from ${table} t where t.tier = ${MINUTES})
          union all (select t::text from ${table} t where t.tier = ${MINUTES} except all select b::text from before_${table} b)
        ) d`);
      differences[table] = row?.n ?? -1;
    }
    return differences;
  } finally {
    await worker.end();
  }
}

async function storedNow(sql: Sql) {
  const [row] = await sql<{ spans: number; distinct: number; whole: number; waiting: number }[]>`
    with by_trace as (select trace_id, count(*) as spans, count(distinct span_id) as distinct from spans group by trace_id)
    select coalesce(sum(spans), 0)::int as spans,
           coalesce(sum("distinct"), 0)::int as distinct,
           count(*) filter (where spans = 5)::int as whole,
           (select count(distinct trace_id)::int from dirty_traces) as waiting
    from by_trace`;
  if (!row) throw new Error("no answer");
  return row;
}
