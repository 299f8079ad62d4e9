import { execFileSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { connect } from "@/db/client";
import { freePort, isTaken, processesOf, startInstance, until, type Instance } from "./instance";

/** `npm start` itself: what it leaves running, what it survives, and how it refuses. Needs a build (`npm test` makes one). */

const NOBODY = { uid: 65_534, gid: 65_534 };

let dataDir: string;
let port: number;
let instances: Instance[] = [];
beforeEach(async () => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "recount-start-"));
  fs.chmodSync(dataDir, 0o755);
  port = await freePort();
});
afterEach(async () => {
  for (const { pid } of processesOf(dataDir)) process.kill(pid, "SIGKILL");
  await until(() => processesOf(dataDir).length === 0);
  instances = [];
  fs.rmSync(dataDir, { recursive: true, force: true });
});

function start(options: Partial<Parameters<typeof startInstance>[0]> = {}): Instance {
  const instance = startInstance({ port, dataDir, ...options });
  instances.push(instance);
  return instance;
}

const isReady = async (instance: Instance) =>
  fetch(`${instance.url}/api/health/ready`).then(
    (response) => response.ok,
    () => false,
  );

async function endsWell(instance: Instance, signal: NodeJS.Signals): Promise<void> {
  instance.signal(signal);
  expect(await instance.exited).toBe(0);
  expect(processesOf(dataDir)).toEqual([]);
  expect(await isTaken(port)).toBe(false);
}

const socketUrl = () =>
  `postgres://recount@/recount?host=${encodeURIComponent(path.join(dataDir, "socket"))}&port=5432`;

it("a fresh folder becomes an instance that takes the trace it proposes; the second start does nothing again and keeps its secrets", async () => {
  const first = start();
  await first.ready;
  expect(await (await fetch(`${first.url}/api/health/ready`)).json()).toMatchObject({ status: "ready" });
  expect(first.output()).toMatch(/Password: {10}\S{16} {2}\(shown only now\)/);
  const snippet = /^ {2}curl .*?}'$/ms.exec(first.output())?.[0] ?? "false";
  const status = execFileSync(
    "bash",
    ["-c", `${snippet} --silent --output /dev/null --write-out '%{http_code}'`],
    { encoding: "utf8" },
  );
  expect(status).toBe("200");
  await endsWell(first, "SIGTERM");

  const second = start();
  await second.ready;
  // Quick because it does nothing again; how many seconds that is says more about the machine.
  expect(second.output()).not.toMatch(/Installing packages|Building the console/);
  expect(second.output()).toContain("Sign in as admin@recount.local");
  expect(second.output()).not.toMatch(/Password:|rk_/);
  await endsWell(second, "SIGINT");
});

it("after kill -9 of the supervisor programs and database end by themselves, and the next start ends well", async () => {
  const first = start();
  await first.ready;
  first.signal("SIGKILL");
  await first.exited;
  await until(async () => !(await isTaken(port)));
  await until(() => processesOf(dataDir).length === 0);
  const second = start();
  await second.ready;
  expect(await isReady(second)).toBe(true);
  await endsWell(second, "SIGTERM");
});

it("server, console and database come back after each was killed", async () => {
  const instance = start();
  await instance.ready;
  const server = processesOf(dataDir).find(({ command }) => command.startsWith("recount server"));
  process.kill(server?.pid ?? Number.NaN, "SIGKILL");
  await until(() => instance.output().includes("The server ended (SIGKILL)"));
  await until(() => isReady(instance));

  const postmaster = Number(
    fs.readFileSync(path.join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n")[0],
  );
  process.kill(postmaster, "SIGKILL");
  await until(() => instance.output().includes("PostgreSQL ended; starting it again."));
  await until(() => isReady(instance));
  await endsWell(instance, "SIGTERM");
});

it("a request that was accepted is answered although the end has begun", async () => {
  const instance = start({ env: { RECOUNT_API_KEY: "rk_for_this_test_only" } });
  await instance.ready;
  const socket = net.connect(port, "127.0.0.1");
  const body = JSON.stringify({ resourceSpans: [] });
  socket.write(
    `POST /v1/traces HTTP/1.1\r\nhost: x\r\nauthorization: Bearer rk_for_this_test_only\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
  );
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk.toString()));
  await new Promise((resolve) => setTimeout(resolve, 300));
  instance.signal("SIGTERM");
  await new Promise((resolve) => setTimeout(resolve, 300));
  socket.write(body);
  await new Promise((resolve) => socket.once("close", resolve));
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(await instance.exited).toBe(0);
});

it("a port that is taken is one sentence", async () => {
  const other = net.createServer();
  await new Promise<void>((resolve) => other.listen(port, resolve));
  const instance = start();
  expect(await instance.exited).toBe(1);
  expect(instance.output()).toBe(
    `Port ${port} is taken by another program: stop it, or choose another with PORT=${port + 1} npm start.\n`,
  );
  await new Promise((resolve) => other.close(resolve));
});

it("a data folder in use is one sentence, and the instance that uses it goes on", async () => {
  const first = start();
  await first.ready;
  const second = start({ port: await freePort() });
  expect(await second.exited).toBe(1);
  expect(second.output()).toBe(
    `The data folder ${dataDir} is in use by another Recount (process ${first.pid}): stop it, or set RECOUNT_DATA_DIR to another folder.\n`,
  );
  expect(await isReady(first)).toBe(true);
  await endsWell(first, "SIGTERM");
});

it("a database URL that is none, and a server that is away, are one sentence each without the password", async () => {
  const none = start({ env: { DATABASE_URL: "localhost:5432" } });
  expect(await none.exited).toBe(1);
  expect(none.output()).toBe("DATABASE_URL must look like postgres://user:password@host:5432/database.\n");
  const away = start({ env: { DATABASE_URL: "postgres://someone:hunter2@127.0.0.1:1/recount" } });
  expect(await away.exited).toBe(1);
  expect(away.output()).toBe(
    "The database recount at 127.0.0.1:1 cannot be used (DATABASE_URL): connect ECONNREFUSED 127.0.0.1:1.\n",
  );
});

it("a database of a newer version is one sentence, and nothing stays behind", async () => {
  const first = start();
  await first.ready;
  const sql = connect(socketUrl(), { role: null, max: 1 });
  await sql`insert into schema_migrations (version, name, checksum, breaking) values (9999, 'from_the_future', 'x', true)`;
  await sql.end();
  await endsWell(first, "SIGTERM");
  const second = start();
  expect(await second.exited).toBe(1);
  expect(second.output()).toBe(
    "The database has migration 9999 (from_the_future), which this version of Recount does not know and cannot work with: start the newer version again, or restore a backup from before it.\n",
  );
  expect(processesOf(dataDir)).toEqual([]);
});

if (process.getuid?.() === 0) {
  it("an ordinary user may run it too", async () => {
    fs.chownSync(dataDir, NOBODY.uid, NOBODY.gid);
    const instance = start({ user: NOBODY });
    await instance.ready;
    expect(new Set(processesOf(dataDir).map(({ pid }) => fs.statSync(`/proc/${pid}`).uid))).toEqual(
      new Set([NOBODY.uid]),
    );
    await endsWell(instance, "SIGTERM");
  });
}
