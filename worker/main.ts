import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Gauge } from "prom-client";

import { connect } from "@/db/client";
import { connectQueue } from "@/db/queue";
import { budgetRound } from "@/lib/budgets/count/budget-round";
import { explainBreach } from "@/lib/budgets/count/explain-breaches";
import { decideRound } from "@/lib/decisions/decide-round";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { LargeTraces } from "@/lib/derive/large-traces";
import { rollUp } from "@/lib/derive/roll-up";
import { SetAside } from "@/lib/derive/set-aside";
import { examineIncident } from "@/lib/incidents/examine-incident";
import { behaviourRound } from "@/lib/drift/behaviour-round";
import { driftRound } from "@/lib/drift/drift-round";
import { readEnv } from "@/lib/env";
import { storeRound } from "@/lib/health/store-round";
import type { Job } from "@/lib/jobs/job";
import { runJobs } from "@/lib/jobs/run-jobs";
import { objectiveRound } from "@/lib/latency/objectives/objective-round";
import { log } from "@/lib/log";
import { monitorRound } from "@/lib/monitors/monitor-round";
import { sealJob } from "@/lib/seals/seal-job";
import { signalRound } from "@/lib/signals/signal-round";
import { startTracing } from "@/lib/telemetry/tracing";

import { answerProbes } from "./probes";
import { keepQueue, releaseAbandoned } from "./queue";
import { Rounds } from "./rounds";

/**
 * The worker: everything that runs on a clock or on marks. Any number of copies may run; they share the work by locks in the
 * store. It keeps no state, so it may be killed at any moment: that only delays.
 */

/** One listens for new jobs. */
const QUEUE_CONNECTIONS = 4;
const QUEUE_GRACE_MS = 10_000;
const WORTH_A_BATCH = 400;
/** Of one statement: the longest make partitions or forget a day, in seconds. */
const DEADLINE_S = 900;

async function main(): Promise<void> {
  process.title = "recount worker";
  log.setBindings({ process: "worker" });
  const env = readEnv();
  log.level = env.logLevel;
  if (!env.databaseUrl)
    throw new Error(
      "DATABASE_URL is not set: the worker is started by npm start, or with the address of a database",
    );
  const sql = connect(env.databaseUrl, {
    role: "recount_worker",
    max: 8,
    applicationName: "recount worker",
    prepare: false,
    deadlineS: DEADLINE_S,
  });
  const queuePool = connectQueue(env.databaseUrl, QUEUE_CONNECTIONS);
  const prompts = new Map<string, number>();
  const rollUpsAside = new SetAside();
  new Gauge({
    name: "recount_rollup_set_aside",
    help: "Groups of buckets that could not be made and wait before they are tried again; the log says why.",
    collect() {
      this.set(rollUpsAside.size);
    },
  });
  const known = { maxSpansPerTrace: env.maxSpansPerTrace, large: new LargeTraces() };
  const derive: Job = {
    name: "derive",
    // A small batch costs nearly as much as a large one: with few marks waiting it rests a moment, and more have come.
    run: async () => (await deriveTraces(sql, prompts, known)).marks >= WORTH_A_BATCH,
    idleMs: [250, 500],
  };
  const jobs: Job[] = [
    // Two, so that one computes while the other waits for the database; lanes keep them apart.
    derive,
    derive,
    {
      name: "roll-up",
      run: async () => (await rollUp(sql, { limits: env.labelLimits, setAside: rollUpsAside })) > 0,
      idleMs: [1000, 4000],
    },
    { name: "decisions", run: () => decideRound(sql, env.secret), idleMs: [1000, 4000] },
    { name: "budgets", run: () => budgetRound(sql), idleMs: [200, 800] },
    { name: "signals", run: () => signalRound(sql), idleMs: [5_000, 15_000] },
    {
      name: "objectives",
      run: async () => {
        await objectiveRound(sql);
        return false;
      },
      idleMs: [60_000, 60_000],
    },
    { name: "behaviour", run: () => behaviourRound(sql), idleMs: [60_000, 300_000] },
    { name: "drift", run: () => driftRound(sql), idleMs: [5_000, 15_000] },
    { name: "monitors", run: () => monitorRound(sql), idleMs: [60_000, 60_000] },
    {
      name: "store",
      run: () => storeRound(sql, { folder: path.join(env.dataDir, "postgres") }),
      idleMs: [60_000, 60_000],
    },
    {
      name: "seals",
      run: sealJob(sql, { key: env.signingKey, secret: env.secret, anchorFile: env.anchorFile }),
      idleMs: [2_000, 5_000],
    },
    { name: "incidents", run: () => examineIncident(sql), idleMs: [2_000, 10_000] },
    { name: "budget causes", run: () => explainBreach(sql), idleMs: [1000, 5000] },
    {
      name: "statistics",
      run: async () => {
        await sql`select analyze_fresh_partitions()`;
        return false;
      },
      idleMs: [5000, 15_000],
    },
    {
      name: "abandoned jobs",
      run: async () => {
        await releaseAbandoned(queuePool);
        return false;
      },
      idleMs: [15_000, 15_000],
    },
  ];

  const ending = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => ending.abort());
  const tracing = await startTracing(env.tracing, "worker");
  const rounds = new Rounds(tracing);
  const probes = env.workerPort === undefined ? null : answerProbes(sql, rounds, env.workerPort, env.host);
  const delivery = {
    allowPrivate: env.privateWebhooks,
    mail: env.mail,
    publicUrl: env.publicUrl ?? `http://localhost:${env.port}`,
  };
  log.info({ loops: jobs.length }, "started");
  const queue = keepQueue({ pool: queuePool, sql, delivery, watcher: rounds }, ending.signal);
  await runJobs(jobs, log, ending.signal, rounds);
  await Promise.race([queue, sleep(QUEUE_GRACE_MS)]);
  probes?.close();
  // Rounds have ended; nothing is open. A server that does not answer does not keep the process.
  await Promise.race([Promise.all([sql.end({ timeout: 5 }), queuePool.end(), tracing?.stop()]), sleep(6000)]);
  log.info("ended");
  process.exit(0);
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, "cannot start");
  process.exit(1);
});
