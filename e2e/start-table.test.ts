import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { spansOf } from "@/lib/ingest-usage/testing";

import { freePort, type Instance, isTaken, processesOf, startInstance, until } from "./instance";

/**
 * Starts, stops and crashes of `npm start` at every moment and under every fault: each ends in a running house or in one sentence,
 * and leaves no process, socket or port behind. Needs a build.
 */

const KEY = "rk_for_this_test_only";
const isRoot = process.getuid?.() === 0;

let dataDir: string;
let port: number;
beforeEach(async () => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "recount-table-"));
  fs.chmodSync(dataDir, 0o755); // root's database runs as another user, who must be able to enter
  port = await freePort();
});
afterEach(async () => {
  for (const { pid } of processesOf(dataDir)) process.kill(pid, "SIGKILL");
  await until(() => processesOf(dataDir).length === 0);
  fs.rmSync(dataDir, { recursive: true, force: true });
});

const start = (env: Record<string, string> = {}, folder = dataDir): Instance =>
  startInstance({ port, dataDir: folder, env: { RECOUNT_API_KEY: KEY, RECOUNT_LOG_LEVEL: "fatal", ...env } });

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Nothing runs, listens or can be connected to any more. */
async function nothingLeft(folder = dataDir): Promise<void> {
  await until(() => processesOf(folder).length === 0);
  expect(await isTaken(port)).toBe(false);
  expect(fs.existsSync(path.join(folder, "socket/.s.PGSQL.5432"))).toBe(false);
}

async function endsWell(instance: Instance, folder = dataDir): Promise<void> {
  instance.signal("SIGTERM");
  expect(await instance.exited).toBe(0);
  await nothingLeft(folder);
}

const send = (instance: Instance, spans = 1) =>
  fetch(`${instance.url}/v1/traces`, {
    method: "POST",
    headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
    body: spansOf(spans),
  }).then(
    ({ status }) => status,
    () => 0,
  );

/** One sentence or two, and no trace of where in the program it was thrown. */
async function refuses(instance: Instance, sentence: RegExp): Promise<void> {
  expect(await instance.exited).toBe(1);
  expect(instance.output()).toMatch(sentence);
  expect(instance.output().trim().split("\n")).toHaveLength(1);
  expect(instance.output()).not.toMatch(/^\s+at /m);
}

describe("killed", () => {
  it("at ten moments of the first start, set-up of the database included: nothing stays, and the next start runs", async () => {
    for (const afterMs of [60, 150, 300, 500, 700, 1_000, 1_300, 1_700, 2_200, 3_000]) {
      const instance = start();
      await pause(afterMs);
      instance.signal("SIGKILL");
      await instance.exited;
      await nothingLeft();
      // Mostly a first start again: the set-up that was broken off must not be taken for one that was finished.
      if (afterMs < 1_500) fs.rmSync(path.join(dataDir, "postgres"), { recursive: true, force: true });
    }
    const last = start();
    await last.ready;
    expect(await send(last)).toBe(200);
    expect(fs.readdirSync(dataDir).filter((name) => name.startsWith("postgres.new-"))).toEqual([]);
    await endsWell(last);
  }, 90_000);

  it("at ten moments of a later start, and asked to end at five: nothing stays, and the next start runs", async () => {
    const first = start();
    await first.ready;
    await endsWell(first);
    const moments = [80, 200, 350, 500, 700, 1_000, 1_400, 1_900, 2_500, 3_500];
    for (const [n, afterMs] of moments.entries()) {
      const instance = start();
      await pause(afterMs);
      instance.signal("SIGKILL");
      await instance.exited;
      await nothingLeft();
      if (n % 2 === 1) continue;
      const asked = start();
      await pause(afterMs);
      const since = Date.now();
      asked.signal("SIGTERM");
      await asked.exited;
      expect(Date.now() - since).toBeLessThan(15_000);
      await nothingLeft();
    }
    const last = start();
    await last.ready;
    expect(await send(last)).toBe(200);
    await endsWell(last);
  }, 120_000);

  it("again and again, the server is back within seconds each time", async () => {
    const instance = start();
    await instance.ready;
    let longestMs = 0;
    let since = Date.now();
    let ending = false;
    const load = (async () => {
      while (!ending) {
        if ((await send(instance)) === 200) {
          longestMs = Math.max(longestMs, Date.now() - since);
          since = Date.now();
        }
        await pause(20);
      }
    })();
    for (let round = 0; round < 5; round++) {
      await pause(4_000);
      const server = processesOf(dataDir).find(({ command }) => command.startsWith("recount server"));
      if (server) process.kill(server.pid, "SIGKILL");
    }
    await until(async () => (await send(instance)) === 200);
    ending = true;
    await load;
    expect(longestMs).toBeLessThan(5_000);
    await endsWell(instance);
  }, 120_000);
});

/** npm, which runs `scripts/start.mjs`, by a shell or without one. */
function npmStart(): { pid: number; output: () => string; exited: Promise<void> } {
  const child = spawn("npm", ["start"], {
    env: {
      PATH: process.env.PATH ?? "",
      HOME: os.tmpdir(),
      PORT: String(port),
      RECOUNT_DATA_DIR: dataDir,
      RECOUNT_API_KEY: KEY,
    } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += String(text)));
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return { pid: child.pid ?? -1, output: () => output, exited };
}

describe("npm alone", () => {
  it.each(["SIGTERM", "SIGINT", "SIGKILL"] as const)(
    "gets %s: everything ends in order",
    async (signal) => {
      const npm = npmStart();
      await until(() => npm.output().includes("Ctrl-C ends it"), 30_000);
      process.kill(npm.pid, signal);
      await npm.exited;
      // A container ends with its first process: what npm passes on has ended before npm.
      if (signal !== "SIGKILL") expect(processesOf(dataDir)).toEqual([]);
      await nothingLeft();
      expect(npm.output()).toContain("Stopping…");
      expect(fs.readFileSync(path.join(dataDir, "postgres.log"), "utf8")).toContain(
        "database system is shut down",
      );
      expect(fs.existsSync(path.join(dataDir, "lock"))).toBe(false);
    },
    60_000,
  );
});

describe("a data folder", () => {
  it("that cannot be made is one sentence", async () => {
    await refuses(
      start({}, "/proc/nope"),
      /^The data folder \/proc\/nope cannot be used: it cannot be made there\./,
    );
    const file = path.join(dataDir, "file");
    fs.writeFileSync(file, "");
    await refuses(start({}, path.join(file, "in-it")), /cannot be used: a part of its path is a file\./);
    await refuses(start({}, file), /cannot be used: a (file has its name|part of its path is a file)\./);
  });

  it("with half a database of an earlier version's interrupted first start is made anew", async () => {
    fs.mkdirSync(path.join(dataDir, "postgres/base/1"), { recursive: true });
    fs.writeFileSync(path.join(dataDir, "postgres/PG_VERSION"), "18\n");
    fs.writeFileSync(path.join(dataDir, "postgres/base/1/PG_VERSION"), "18\n");
    const instance = start();
    await instance.ready;
    await endsWell(instance);
  }, 60_000);

  if (!isRoot) return;

  it("that is read-only is one sentence, also for a user who is not root", async () => {
    const folder = path.join(dataDir, "closed");
    fs.mkdirSync(folder, { mode: 0o555 });
    const nobody = startInstance({ port, dataDir: folder, user: { uid: 65_534, gid: 65_534 } });
    await refuses(nobody, /cannot be used: this user may not write there\./);
    expect(spawnSync("mount", ["-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", folder]).status).toBe(0);
    try {
      await refuses(start({}, folder), /cannot be used: it is read-only\./);
    } finally {
      spawnSync("umount", [folder]);
    }
  });

  it("on a disk too small for a first start is one sentence", async () => {
    const folder = path.join(dataDir, "small");
    fs.mkdirSync(folder);
    expect(spawnSync("mount", ["-t", "tmpfs", "-o", "size=8m,mode=755", "tmpfs", folder]).status).toBe(0);
    try {
      await refuses(start({}, folder), /could not be set up|the disk is full/);
      await nothingLeft(folder);
    } finally {
      spawnSync("umount", [folder]);
    }
  }, 60_000);

  it("whose disk fills up: senders are told to come back, readiness says why, and all goes on once there is room", async () => {
    const folder = path.join(dataDir, "disk");
    fs.mkdirSync(folder);
    expect(spawnSync("mount", ["-t", "tmpfs", "-o", "size=400m,mode=755", "tmpfs", folder]).status).toBe(0);
    try {
      const instance = start({}, folder);
      await instance.ready;
      expect(await send(instance)).toBe(200);
      const ballast = path.join(folder, "ballast");
      // Meanwhile the database may have taken some of what was free.
      await until(() => {
        const { bavail, bsize } = fs.statfsSync(folder);
        return spawnSync("fallocate", ["-l", String(bavail * bsize), ballast]).status === 0;
      });
      const statuses = new Set<number>();
      await until(async () => {
        // Many: one would fit into what the database has set aside already, a hundred times over.
        const status = await send(instance, 500);
        statuses.add(status);
        return status === 503;
      }, 60_000);
      const unready = await fetch(`${instance.url}/api/health/ready`);
      expect([unready.status, await unready.text()]).toEqual([
        503,
        expect.stringMatching(/disk|does not answer/),
      ]);
      fs.rmSync(ballast);
      await until(async () => (await send(instance)) === 200, 30_000);
      await until(async () => (await fetch(`${instance.url}/api/health/ready`)).ok);
      expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
      await endsWell(instance, folder);
    } finally {
      for (const { pid } of processesOf(folder)) process.kill(pid, "SIGKILL");
      await until(() => processesOf(folder).length === 0);
      await pause(200);
      spawnSync("umount", [folder]);
    }
  }, 120_000);
});

describe("before a build of a minute", () => {
  /** The same sources, of which there is no build. */
  let unbuilt: string;
  beforeEach(() => {
    unbuilt = fs.mkdtempSync(path.join(os.tmpdir(), "recount-unbuilt-"));
    const filter = (file: string) => !/(^|\/)(node_modules|\.next|\.git|\.env)$/.test(file);
    fs.cpSync(".", unbuilt, { recursive: true, filter });
    fs.symlinkSync(path.resolve("node_modules"), path.join(unbuilt, "node_modules"));
  });
  afterEach(() => fs.rmSync(unbuilt, { recursive: true, force: true }));

  const startUnbuilt = (env: Record<string, string> = {}) =>
    startInstance({ port, dataDir, env, program: path.join(unbuilt, "scripts/start.mjs") });

  it("a setting that is wrong is told", async () => {
    const since = Date.now();
    await refuses(
      startUnbuilt({ RECOUNT_RETENTION_DAYS: "soon" }),
      /^RECOUNT_RETENTION_DAYS must be a whole /,
    );
    await refuses(
      startUnbuilt({ RECOUNT_OIDC_ISSUER: "https://x" }),
      /must be set together or not at all\.$/m,
    );
    await refuses(startUnbuilt({ PORT: "0" }), /^PORT must be a whole number/);
    expect(Date.now() - since).toBeLessThan(30_000);
  });

  it("a port that is taken is told", async () => {
    const other = net.createServer();
    await new Promise<void>((resolve) => other.listen(port, resolve));
    await refuses(
      startUnbuilt(),
      new RegExp(`^Port ${port} is taken by another program: .* npm start\\.$`, "m"),
    );
    await new Promise((resolve) => other.close(resolve));
  });
});

it("a port that is taken while it starts, or that it may not have, is one sentence and leaves nothing", async () => {
  const other = net.createServer();
  const workerPort = await freePort();
  await new Promise<void>((resolve) => other.listen(workerPort, "127.0.0.1", resolve));
  await refuses(
    start({ RECOUNT_WORKER_PORT: String(workerPort) }),
    new RegExp(
      `^Port ${workerPort} is taken by another program: .* RECOUNT_WORKER_PORT=${workerPort + 1} npm start\\.$`,
      "m",
    ),
  );
  await new Promise((resolve) => other.close(resolve));
  await refuses(start({ HOST: "203.0.113.7" }), /^Port \d+ cannot be used: .*EADDRNOTAVAIL/);
  await nothingLeft();
});
