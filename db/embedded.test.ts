import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connect } from "./client";
import { startEmbedded, type EmbeddedServer } from "./embedded";
import { migrate } from "./migrate";
import { isAlive } from "./process-state";
import { makeProject } from "./testing";

const SMALL = { shared_buffers: "16MB", max_connections: "20" };
const OLDEST = "/usr/lib/postgresql/15/bin";

let dataDir: string;
let servers: EmbeddedServer[] = [];
beforeEach(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "recount-embedded-"));
  // Root's server runs as another user, who must be able to enter.
  fs.chmodSync(dataDir, 0o755);
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  servers = [];
  fs.rmSync(dataDir, { recursive: true, force: true });
});

async function start(options: Partial<Parameters<typeof startEmbedded>[0]> = {}): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataDir, settings: SMALL, ...options });
  servers.push(server);
  return server;
}

async function ask(url: string, question: string): Promise<unknown> {
  const sql = connect(url, { role: null, max: 1 });
  try {
    return [...(await sql.unsafe(question))];
  } finally {
    await sql.end();
  }
}

it("keeps what was stored from start to start, in UTF-8, sorted by code point", async () => {
  const first = await start();
  expect(first.adopted).toBe(false);
  await ask(first.url, "create table t (word text); insert into t values ('é'), ('Z'), ('a'), ('追跡')");
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);
  const second = await start();
  expect(
    await ask(second.url, "select string_agg(word, ' ' order by word) as words, upper('é') as upper from t"),
  ).toEqual([{ words: "Z a é 追跡", upper: "É" }]);
});

it("listens on no port, and its socket is closed to others", async () => {
  const server = await start();
  expect(
    await ask(
      server.url,
      "select current_setting('listen_addresses') as addresses, current_setting('jit') as jit",
    ),
  ).toEqual([{ addresses: "", jit: "off" }]);
  expect(fs.statSync(path.join(dataDir, "socket")).mode & 0o777).toBe(0o700);
  expect(fs.statSync(path.join(dataDir, "postgres")).mode & 0o777).toBe(0o700);
});

it("a data folder with a very long path works", async () => {
  const deep = path.join(dataDir, "a-folder-with-a-long-name".repeat(4), "and-one-more");
  const server = await start({ dataDir: deep });
  expect(await ask(server.url, "select 1 as n")).toEqual([{ n: 1 }]);
  const socketDir = new URL(server.url.replace("@/", "@host/")).searchParams.get("host") ?? "";
  await server.stop();
  expect(fs.existsSync(socketDir)).toBe(false);
});

it("a data folder in use is refused, and free again afterwards", async () => {
  const server = await start();
  await expect(start()).rejects.toThrow(
    `The data folder ${dataDir} is in use by another Recount (process ${process.pid}): stop it, or set RECOUNT_DATA_DIR to another folder.`,
  );
  await server.stop();
  await start();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs in a process of its own, which is then killed: the server stays behind. */
function startAndDie(): { pid: number } {
  const script = `
    import { writeSync } from "node:fs";
    import { startEmbedded } from ${JSON.stringify(path.resolve("db/embedded.ts"))};
    startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, settings: ${JSON.stringify(SMALL)} }).then((server) => {
      writeSync(1, JSON.stringify({ pid: server.pid }));
      process.kill(process.pid, "SIGKILL");
    });`;
  try {
    execFileSync(process.execPath, ["--import", "tsx", "--eval", script], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout) as { pid: number };
  }
  throw new Error("the process should have been killed");
}

it("a server that outlived its supervisor is adopted and can be stopped", async () => {
  const { pid } = startAndDie();
  expect(isAlive(pid)).toBe(true);
  const server = await start();
  expect(server).toMatchObject({ adopted: true, pid });
  await server.stop();
  expect(isAlive(pid)).toBe(false);
});

describe("beside a server that an earlier supervisor told to stop", () => {
  /** It ends when the session does that is handed to `work`. */
  async function stopping(work: (old: { pid: number; end: () => Promise<void> }) => Promise<void>) {
    const { pid } = startAndDie();
    const socketDir = encodeURIComponent(path.join(dataDir, "socket"));
    const session = connect(`postgres://recount@/recount?host=${socketDir}&port=5432`, {
      role: null,
      max: 1,
    });
    await session`create table t (n int)`;
    const end = () => session.end();
    try {
      process.kill(pid, "SIGTERM"); // takes nobody in any more, and waits for those who are there
      const file = path.join(dataDir, "postgres/postmaster.pid");
      while (fs.readFileSync(file, "utf8").split("\n")[7]?.trim() !== "stopping") await pause(10);
      await work({ pid, end });
    } finally {
      await end();
      while (isAlive(pid)) await pause(10);
    }
  }

  it("a start waits, and begins anew when it has ended", () =>
    stopping(async (old) => {
      let started = false;
      const starting = start().finally(() => (started = true));
      await pause(1_000);
      expect([started, isAlive(old.pid)]).toEqual([false, true]);
      await old.end();
      const server = await starting;
      expect([server.adopted, isAlive(old.pid)]).toEqual([false, false]);
      expect(await ask(server.url, "select count(*)::int as n from t")).toEqual([{ n: 0 }]);
    }));

  it("a start that waits can be broken off", () =>
    stopping(async () => {
      const ending = new AbortController();
      const starting = start({ signal: ending.signal });
      setTimeout(() => ending.abort(), 300);
      await expect(starting).rejects.toThrow(/abort/);
      expect(fs.existsSync(path.join(dataDir, "lock"))).toBe(false);
    }));

  it("a start that took it for one that runs begins anew", async () => {
    const { pid } = startAndDie();
    const began: number[] = [];
    const server = await start({
      began: (found) => {
        began.push(found.pid);
        if (found.pid !== pid) return;
        process.kill(pid, "SIGINT");
        while (isAlive(pid)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      },
    });
    expect([server.adopted, began[0], began.length]).toEqual([false, pid, 2]);
    expect(await ask(server.url, "select 1 as n")).toEqual([{ n: 1 }]);
  });
});

it("after the server was killed too, its stale pid file is no obstacle and what was committed is there", async () => {
  const server = await start();
  await ask(server.url, "create table t (n int); insert into t values (42)");
  process.kill(server.pid, "SIGKILL");
  await server.exited;
  expect(fs.existsSync(path.join(dataDir, "postgres", "postmaster.pid"))).toBe(true);
  const next = await start();
  expect(next.adopted).toBe(false);
  expect(await ask(next.url, "select n from t")).toEqual([{ n: 42 }]);
});

it("a pid file whose number now belongs to another program is no obstacle", async () => {
  const server = await start();
  await server.stop();
  const file = path.join(dataDir, "postgres", "postmaster.pid");
  fs.writeFileSync(file, `${process.ppid}\n${dataDir}/postgres\n1\n5432\n${dataDir}/socket\n\n\nready\n`);
  const next = await start();
  expect(next.adopted).toBe(false);
});

it("an initdb that was interrupted is begun again", async () => {
  fs.mkdirSync(path.join(dataDir, "postgres", "base"), { recursive: true });
  fs.writeFileSync(path.join(dataDir, "postgres", "postgresql.conf"), "half of");
  expect(await ask((await start()).url, "select 1 as n")).toEqual([{ n: 1 }]);
});

it("a server that cannot start says what its log says", async () => {
  await expect(start({ settings: { ...SMALL, shared_buffers: "nonsense" } })).rejects.toThrow(
    /PostgreSQL did not start\. The end of .*postgres\.log:\n.*invalid value for parameter "shared_buffers": "nonsense"/s,
  );
});

if (process.getuid?.() === 0) {
  it("root runs the server as another user, even where that user cannot enter", async () => {
    fs.chmodSync(dataDir, 0o700);
    const server = await start();
    expect(fs.statSync(`/proc/${server.pid}`).uid).not.toBe(0);
    const place = fs.realpathSync(path.join(dataDir, "postgres"));
    expect(place).toMatch(/^\/var\/lib\/recount\//);
    await ask(server.url, "create table t (n int)");
    await server.stop();
    const again = await start();
    expect(await ask(again.url, "select count(*)::int as n from t")).toEqual([{ n: 0 }]);
    await again.stop();
    fs.rmSync(path.dirname(place), { recursive: true });
  });
}

describe("the oldest supported server", () => {
  if (!fs.existsSync(OLDEST)) {
    it("is not on this machine, so nothing is proved about it here", () => {
      expect(fs.existsSync(OLDEST)).toBe(false);
    });
    return;
  }
  it("takes the schema and a row under row-level security", async () => {
    const binaries = { initdb: path.join(OLDEST, "initdb"), postgres: path.join(OLDEST, "postgres") };
    const settings = { ...SMALL, wal_compression: "pglz" };
    const server = await start({ binaries, settings });
    const owner = connect(server.url, { role: null, max: 2 });
    const app = connect(server.url, { role: "recount_app", max: 1 });
    expect(await owner`select current_setting('server_version_num')::int / 10000 as major`).toEqual([
      { major: 15 },
    ]);
    await migrate(owner);
    const project = await makeProject(owner);
    await owner`insert into trace_days (trace_id, project_id, shard_key, first_day, last_day)
                values ('00000000-0000-0000-0000-000000000001', ${project.id}, 1, current_date, current_date)`;
    expect(await app`select * from trace_days /* every shard */`).toEqual([]);
    await Promise.all([owner.end(), app.end()]);
  });
});
