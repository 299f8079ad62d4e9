import type { AddressInfo } from "node:net";
import type http from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, type TestDatabase } from "@/db/testing";
import { runJobs } from "@/lib/jobs/run-jobs";
import { log } from "@/lib/log";

import { answerProbes } from "./probes";
import { Rounds } from "./rounds";

let db: TestDatabase;
let probes: http.Server;
const rounds = new Rounds(null);
beforeAll(async () => {
  db = await createTestDatabase();
  probes = answerProbes(db.worker, rounds, 0);
  await new Promise((resolve) => probes.once("listening", resolve));
});
afterAll(async () => {
  probes.closeAllConnections();
  probes.close();
  await db.close();
});

const ask = (path: string) => fetch(`http://127.0.0.1:${(probes.address() as AddressInfo).port}${path}`);

/** Runs a job a few times. */
async function run(name: string, rounds_: number, job: () => Promise<boolean>): Promise<void> {
  const end = new AbortController();
  let left = rounds_;
  const counted = async () => {
    if (--left === 0) end.abort();
    return job();
  };
  await runJobs(
    [{ name, run: counted, idleMs: [1, 1] }],
    log.child({}, { level: "silent" }),
    end.signal,
    rounds,
  );
}

it("the worker is live, ready and measured", async () => {
  await run("good", 3, async () => false);
  expect((await ask("/health/live")).status).toBe(200);
  expect(await (await ask("/health/ready")).json()).toEqual({ status: "ready" });
  const text = await (await ask("/metrics")).text();
  expect(text).toMatch(/^# TYPE recount_job_duration_seconds histogram$/m);
  expect(text).toMatch(/^recount_job_duration_seconds_count\{job="good"\} 3$/m);
  expect(text).toMatch(/^recount_derive_lag_seconds 0$/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
  expect((await ask("/other")).status).toBe(404);
});

it("a job that goes on failing makes it unready, until a round succeeds", async () => {
  await run("bad", 3, () => Promise.reject(new Error("no")));
  const unready = await ask("/health/ready");
  expect([unready.status, await unready.json()]).toEqual([
    503,
    { status: "not ready", reason: 'The job "bad" has failed 3 times in a row.' },
  ]);
  expect(await (await ask("/metrics")).text()).toMatch(/^recount_job_failures_total\{job="bad"\} 3$/m);
  await run("bad", 1, async () => false);
  expect((await ask("/health/ready")).status).toBe(200);
});
