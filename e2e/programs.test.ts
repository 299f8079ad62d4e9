import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spansOf } from "@/lib/ingest-usage/testing";
import { freePort, type Instance, processesOf, startInstance, until } from "./instance";

/** Server, console and worker: behind one port together, and each alone. Needs a build. */

const KEY = "rk_for_this_test_only";
const ADMIN = { authorization: `Bearer ${KEY}` };

let dataDir: string;
let instance: Instance;
let workerPort: number;
beforeAll(async () => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "recount-programs-"));
  fs.chmodSync(dataDir, 0o755); // root's database runs as another user, who must be able to enter
  workerPort = await freePort();
  instance = startInstance({
    port: await freePort(),
    dataDir,
    env: { RECOUNT_API_KEY: KEY, RECOUNT_WORKER_PORT: String(workerPort) },
  });
  await instance.ready;
});
afterAll(async () => {
  instance.signal("SIGTERM");
  await instance.exited;
  fs.rmSync(dataDir, { recursive: true, force: true });
});

const databaseUrl = () =>
  `postgres://recount@/recount?host=${encodeURIComponent(path.join(dataDir, "socket"))}&port=5432`;

const sendSpan = () =>
  fetch(`${instance.url}/v1/traces`, {
    method: "POST",
    headers: { ...ADMIN, "content-type": "application/json" },
    body: spansOf(1),
  });

/** Series by name of text that is valid exposition: each family once, with help and type, its samples below it. */
function seriesOf(text: string): Set<string> {
  const names = new Set<string>();
  let family = "";
  for (const line of text.split("\n").filter((each) => each !== "")) {
    const [, said] = /^# (?:HELP|TYPE) (\w+) /.exec(line) ?? [];
    if (said !== undefined) family = said;
    else {
      expect(line).toMatch(/^\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? (-?[\d.e+-]+|NaN|\+Inf)$/);
      expect(line.startsWith(family)).toBe(true);
    }
    if (line.startsWith("# TYPE ")) {
      expect(names.has(family)).toBe(false);
      names.add(family);
    }
  }
  return names;
}

describe("behind one port", () => {
  it("pages come from the console, and their addresses are those of the server", async () => {
    const away = await fetch(`${instance.url}/p/some/traces?x=1`, { redirect: "manual" });
    expect(away.status).toBe(307);
    expect(new URL(away.headers.get("location") ?? "", instance.url).href).toBe(
      `${instance.url}/sign-in?return=${encodeURIComponent("/p/some/traces?x=1")}`,
    );
    const page = await fetch(`${instance.url}/sign-in`, { headers: { "x-request-id": "from-gateway" } });
    expect([page.status, page.headers.get("x-request-id")]).toEqual([200, "from-gateway"]);
  });

  it("each program has metrics of its own", async () => {
    await sendSpan();
    const server = await fetch(`${instance.url}/api/metrics`, { headers: ADMIN });
    const names = seriesOf(await server.text());
    for (const name of [
      "recount_ingest_accepted_total",
      "recount_derive_lag_seconds",
      "process_cpu_seconds_total",
    ])
      expect(names).toContain(name);
    const worker = await fetch(`http://127.0.0.1:${workerPort}/metrics`);
    expect(seriesOf(await worker.text())).toContain("recount_job_duration_seconds");
    expect((await fetch(`http://127.0.0.1:${workerPort}/health/ready`)).status).toBe(200);
  });

  it("the end of the console ends nothing else: pages say when to come back, spans are stored, and it is started again", async () => {
    const console = processesOf(dataDir).find(({ command }) => command.startsWith("recount console"));
    process.kill(console?.pid ?? Number.NaN, "SIGKILL");
    const page = await fetch(`${instance.url}/sign-in`, { headers: { accept: "text/html" } });
    expect([page.status, page.headers.get("retry-after")]).toEqual([503, "2"]);
    expect((await sendSpan()).status).toBe(200);
    expect((await fetch(`${instance.url}/api/health/ready`)).status).toBe(200);
    await until(async () => (await fetch(`${instance.url}/sign-in`)).ok);
  });
});

describe("alone", () => {
  /** A program on the database of the instance, until the test has asked what it wants to know. */
  async function running(
    program: string,
    ready: string,
    question: (url: string) => Promise<void>,
  ): Promise<void> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = spawn(process.execPath, [program], {
      env: {
        PATH: process.env.PATH ?? "",
        DATABASE_URL: databaseUrl(),
        PORT: String(port),
        HOSTNAME: "127.0.0.1",
        RECOUNT_WORKER_PORT: String(port),
        RECOUNT_LOG_LEVEL: "error",
      } as unknown as NodeJS.ProcessEnv,
      stdio: "inherit",
    });
    const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
    try {
      await until(async () => (await fetch(url + ready).catch(() => null))?.ok ?? false);
      await question(url);
    } finally {
      child.kill("SIGTERM");
    }
    // The framework says how it was ended.
    expect([0, 143]).toContain(await exited);
  }

  it("the server answers its endpoints, and 404 to what is the console's", () =>
    running(".next/recount/server.mjs", "/api/health/ready", async (url) => {
      const page = await fetch(`${url}/sign-in`, { headers: { accept: "text/html" } });
      expect([page.status, await page.json()]).toMatchObject([404, { error: { code: "not_found" } }]);
      const sent = await fetch(`${url}/v1/traces`, {
        method: "POST",
        headers: { ...ADMIN, "content-type": "application/json" },
        body: spansOf(1),
      });
      expect(sent.status).toBe(200);
    }));

  it("the console draws, is ready, and measures what it is asked", () =>
    running(".next/standalone/server.js", "/api/health/ready", async (url) => {
      const page = await fetch(`${url}/sign-in`);
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("<html")]);
      expect((await fetch(`${url}/api/health/live`)).status).toBe(200);
      expect((await fetch(`${url}/api/metrics`)).status).toBe(401);
      const metrics = async () => (await fetch(`${url}/api/metrics`, { headers: ADMIN })).text();
      expect(seriesOf(await metrics())).toContain("process_resident_memory_bytes");
      // Counted when the last byte has left, which may be after it has come.
      await until(async () =>
        (await metrics()).includes(
          'recount_http_request_duration_seconds_count{endpoint="page",status="2xx"} 1',
        ),
      );
      // It takes no spans.
      expect((await fetch(`${url}/v1/traces`, { method: "POST", body: "{}" })).status).toBe(404);
    }));

  it("the worker answers probes", () =>
    running(".next/recount/worker.mjs", "/health/ready", async (url) => {
      expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: "live" });
    }));
});
