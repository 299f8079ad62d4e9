import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

import { connect } from "@/db/client";
import { spansOf } from "@/lib/ingest-usage/testing";

import { PASSWORD, signInByHttp } from "./access/actors";
import { freePort, type Instance, processesOf, startInstance, until } from "./instance";

/** A PostgreSQL that hangs instead of failing: every process of it is stopped and goes on later. Needs a build. */

const KEY = "rk_for_this_test_only";
const PAUSE_MS = 8_000;
/** Until it is known that nothing is answered; from then on everybody is told at once. */
const DEADLINE_MS = 2_000;

const PAGES = ["overview", "traces", "latency", "cost"].map((name) => `/p/default/${name}`);

let dataDir: string;
let instance: Instance;
let cookie: string;
let form: { cookie: string; csrfToken: string };
beforeAll(async () => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "recount-silent-"));
  fs.chmodSync(dataDir, 0o755); // root's database runs as another user, who must be able to enter
  instance = startInstance({
    port: await freePort(),
    dataDir,
    env: { RECOUNT_API_KEY: KEY, RECOUNT_ADMIN_PASSWORD: PASSWORD, RECOUNT_LOG_LEVEL: "fatal" },
  });
  await instance.ready;
  cookie = await signInByHttp(instance.url, "admin@recount.local");
  const asked = await fetch(`${instance.url}/api/auth/csrf`);
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  form = {
    csrfToken,
    cookie: asked.headers
      .getSetCookie()
      .map((one) => one.split(";", 1)[0])
      .join("; "),
  };
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
/** As the form does, with the token that its page was given. */
const signIn = () =>
  ask("/api/auth/callback/credentials", {
    method: "POST",
    headers: { cookie: form.cookie, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken: form.csrfToken, email: "a@recount.local", password: PASSWORD }),
  });
/** A page of somebody who is signed in, to its last byte; its frame may be sent before its figures. */
const signedIn = (path: string) => ask(path, { headers: { accept: "text/html", cookie } });
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
  for (const path of PAGES) expect((await signedIn(path)).status).toBe(200);
  let acknowledged = 1;

  const paused = serverProcesses();
  const pausedAt = Date.now();
  for (const pid of paused) process.kill(pid, "SIGSTOP");
  try {
    const pages = PAGES.map((path) => signedIn(path));
    const signingIn = signIn();
    const first = await Promise.all([readiness(), send(), readTraces(), page()]);
    expect(first.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
    // Whichever notices first: the server, or the console, which leads to its page with an error.
    expect([302, 503]).toContain((await signingIn).status);
    expect((await signingIn).ms).toBeLessThan(DEADLINE_MS);
    for (const { ms, text } of await Promise.all(pages)) {
      expect(ms).toBeLessThan(DEADLINE_MS);
      expect(text).toMatch(/does not answer|could not be/);
    }
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
