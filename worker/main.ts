import { setTimeout as sleep } from "node:timers/promises";

import { connect } from "@/db/client";
import { budgetRound } from "@/lib/budgets/count/budget-round";
import { explainBreach } from "@/lib/budgets/count/explain-breaches";
import { repriceStep } from "@/lib/cost/reprice/reprice-step";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { forgetTens, rollUp } from "@/lib/derive/roll-up";
import { readEnv } from "@/lib/env";
import { forgetIntake } from "@/lib/intake/forget-intake";
import { dropOld } from "@/lib/jobs/drop-old";
import { alone, type Job } from "@/lib/jobs/job";
import { makePartitions } from "@/lib/jobs/make-partitions";
import { runJobs } from "@/lib/jobs/run-jobs";
import { log } from "@/lib/log";
import { Courier, forgetDeliveries } from "@/lib/notify/deliver";
import { startTracing } from "@/lib/telemetry/tracing";

import { answerProbes } from "./probes";
import { Rounds } from "./rounds";

/**
 * The worker: everything that runs on a clock or on marks. Any number of copies may run; they share the work by locks in the
 * store. It keeps no state, so it may be killed at any moment: that only delays.
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const WORTH_A_BATCH = 400;

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
  });
  const prompts = new Map<string, number>();
  const derive: Job = {
    name: "derive",
    // A small batch costs nearly as much as a large one: with few marks waiting it rests a moment, and more have come.
    run: async () => (await deriveTraces(sql, prompts)).marks >= WORTH_A_BATCH,
    idleMs: [250, 500],
  };
  const courier = new Courier(sql, {
    allowPrivate: env.privateWebhooks,
    publicUrl: env.publicUrl ?? `http://localhost:${env.port}`,
  });
  const jobs: Job[] = [
    // Two, so that one computes while the other waits for the database; lanes keep them apart.
    derive,
    derive,
    { name: "roll-up", run: async () => (await rollUp(sql)) > 0, idleMs: [1000, 1000] },
    { name: "recent roll-ups", run: async () => (await forgetTens(sql)) > 0, idleMs: [MINUTE_MS, MINUTE_MS] },
    { name: "budgets", run: () => budgetRound(sql), idleMs: [200, 400] },
    { name: "budget causes", run: () => explainBreach(sql), idleMs: [1000, 3000] },
    {
      name: "notifications",
      run: () => courier.round(),
      idleMs: [250, 500],
    },
    { name: "reprice", run: () => repriceStep(sql), idleMs: [500, 1000] },
    {
      name: "partitions",
      run: async () => {
        await makePartitions(sql, new Date());
        return false;
      },
      idleMs: [HOUR_MS, HOUR_MS],
    },
    {
      name: "statistics",
      run: async () => {
        await sql`select analyze_fresh_partitions()`;
        return false;
      },
      idleMs: [5000, 5000],
    },
    {
      name: "retention",
      run: async () => {
        const dropped = await alone(sql, "retention", async () => {
          await forgetIntake(sql, new Date());
          await forgetDeliveries(sql);
          return dropOld(sql, new Date());
        });
        if (dropped && dropped.partitions + dropped.rows > 0)
          log.info(dropped, "forgot what nobody keeps any more");
        return false;
      },
      idleMs: [HOUR_MS, HOUR_MS],
    },
  ];

  const ending = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => ending.abort());
  const tracing = await startTracing(env.tracing, "worker");
  const rounds = new Rounds(tracing);
  const probes = env.workerPort === undefined ? null : answerProbes(sql, rounds, env.workerPort, env.host);
  log.info({ jobs: jobs.length }, "started");
  await runJobs(jobs, log, ending.signal, rounds);
  probes?.close();
  // Rounds have ended; nothing is open. A server that does not answer does not keep the process.
  await Promise.race([Promise.all([sql.end({ timeout: 5 }), tracing?.stop()]), sleep(6000)]);
  log.info("ended");
  process.exit(0);
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, "cannot start");
  process.exit(1);
});
