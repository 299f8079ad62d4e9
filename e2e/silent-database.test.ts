import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

import { connect } from "@/db/client";
import { spansOf } from "@/lib/ingest-usage/testing";

import { freePort, type Instance, processesOf, startInstance, until } from "./instance";

/** A PostgreSQL that hangs instead of failing: every process of it is stopped and goes on later. Needs a build. */

const KEY = "rk_for_this_test_only";
const PAUSE_MS = 8_000;
/** Until it is known that nothing is answered; from then on everybody is told at once. */
const DEADLINE_MS = 2_000;

let dataDir: string;
let instance: Instance;
beforeAll(async () => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "recount-silent-"));
  fs.chmodSync(dataDir, 0o755); // root's database runs as another user, who must be able to enter
  instance = startInstance({
    port: await freePort(),
    dataDir,
    env: { RECOUNT_API_KEY: KEY, RECOUNT_LOG_LEVEL: "fatal" },
  });
  await instance.ready;
});
afterAll(async () => {
  instance.signal("SIGTERM");
  await instance.exited;
  fs.rmSync(dataDir, { recursive: true, force: true });
});

/** The postmaster and everybody whom it started. */
function serverProcesses(): number[] {
  const first = Number(fs.readFileSync(path.join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n")[0]);
  const parentOf = (pid: string) => {
    try {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    } catch {
      return -1;
    }
  };
  const others = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name) && parentOf(name) === first);
  return [first, ...others.map(Number)];
}

interface Answer {
  status: number;
  ms: number;
  retryAfter: string | null;
  text: string;
}

async function ask(target: string, init: RequestInit = {}): Promise<Answer> {
  const started = performance.now();
  const response = await fetch(instance.url + target, { redirect: "manual", ...init });
  const text = await response.text();
  return {
    status: response.status,
    ms: performance.now() - started,
    retryAfter: response.headers.get("retry-after"),
    text,
  };
}

const send = () =>
  ask("/v1/traces", {
    method: "POST",
    headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
    body: spansOf(1),
  });
const page = () => ask("/sign-in", { headers: { accept: "text/html" } });
const signIn = () =>
  ask("/api/auth/callback/credentials", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "email=somebody%40recount.local&password=not-the-password",
  });
const readiness = () => ask("/api/health/ready");
const bearer = { headers: { authorization: `Bearer ${KEY}` } };
const readTraces = () => ask("/api/v1/traces", bearer);
const checkBudget = () => ask("/api/v1/budgets/check?feature=x", bearer);

const storedSpans = async (): Promise<number> => {
  const url = `postgres://recount@/recount?host=${encodeURIComponent(path.join(dataDir, "socket"))}&port=5432`;
  const sql = connect(url, { role: null, max: 1 });
  try {
    const [row] = await sql<{ n: number }[]>`select count(*)::int as n from spans`;
    return row?.n ?? -1;
  } finally {
    await sql.end();
  }
};

it("while the database hangs everybody is told to come back in time, and all goes on when it does", async () => {
  for (const warm of [send, page, readTraces, checkBudget]) expect((await warm()).status).toBe(200);
  let acknowledged = 1;

  const paused = serverProcesses();
  const pausedAt = Date.now();
  for (const pid of paused) process.kill(pid, "SIGSTOP");
  try {
    const first = await Promise.all([readiness(), send(), readTraces(), page(), signIn()]);
    expect(first.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503]);
    // Where nothing has to be asked there is an answer all the same.
    expect([200, 503]).toContain((await checkBudget()).status);
    expect(first[0]).toMatchObject({ text: expect.stringContaining("The database does not answer") });
    for (const answer of first) {
      expect(answer.ms).toBeLessThan(DEADLINE_MS);
      expect(Number(answer.retryAfter)).toBeGreaterThan(0);
    }
    // It is known by now: a crowd is told at once, and nothing gathers.
    const everybody = Array.from({ length: 50 }, () => [send(), page(), readTraces(), readiness()]);
    for (const answer of await Promise.all(everybody.flat())) {
      expect(answer.status).toBe(503);
      expect(answer.ms).toBeLessThan(2_000);
    }
    const sentence = await page();
    expect(sentence.text).toContain("The database does not answer");
    expect(Number(sentence.retryAfter)).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS - (Date.now() - pausedAt)));
  } finally {
    for (const pid of paused) process.kill(pid, "SIGCONT");
  }
  const resumedAt = Date.now();
  await until(async () => {
    const answers = [await send(), await page(), await readTraces(), await checkBudget(), await readiness()];
    if (answers[0]?.status === 200) acknowledged++;
    return answers.every(({ status }) => status === 200);
  });
  expect(Date.now() - resumedAt).toBeLessThan(5_000);
  // What was refused may have been stored: its sender repeats it. What was acknowledged is there.
  expect(await storedSpans()).toBeGreaterThanOrEqual(acknowledged);
  expect(processesOf(dataDir).filter(({ command }) => command.startsWith("recount ")).length).toBe(3);
}, 60_000);
