import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { connect, pulseAt, type Sql } from "./client";
import { connectPipeline, runBatch } from "./pipeline";
import { createTestDatabase, makeProject, type TestDatabase } from "./testing";

/** A network that swallows packets: bytes go to the server and back until told otherwise, and nobody is refused. */

let db: TestDatabase;
let gate: net.Server;
let open = true;
/** Until the server has taken a new connection. */
let takesMs = 0;
const sockets = new Set<net.Socket>();
let url: string;
beforeAll(async () => {
  db = await createTestDatabase();
  const socketPath = `${new URL(db.url.replace("@/", "@host/")).searchParams.get("host")}/.s.PGSQL.5432`;
  gate = net.createServer(async (client) => {
    if (takesMs > 0) await new Promise((resolve) => setTimeout(resolve, takesMs));
    const server = net.connect(socketPath);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.on("data", (bytes) => void (open && to.write(bytes)));
      from.on("error", () => {});
      from.on("close", () => to.destroy());
    }
  });
  gate.listen(0, "127.0.0.1");
  await once(gate, "listening");
  const { pathname } = new URL(db.url.replace("@/", "@host/"));
  url = `postgres://recount@127.0.0.1:${(gate.address() as AddressInfo).port}${pathname}`;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  gate.close();
  await db.close();
});
beforeEach(async () => {
  open = true;
  while (pulseAt(url).isSilent) await new Promise((resolve) => setTimeout(resolve, 50));
});

const took = async (work: Promise<unknown>): Promise<{ ms: number; code: string }> => {
  const started = performance.now();
  const code = await work.then(
    () => "none",
    (error: { code?: string }) => error.code ?? "none",
  );
  return { ms: performance.now() - started, code };
};

it("questions, transactions, batches and those in the queue end together, later ones at once, and all is well afterwards", async () => {
  const project = await makeProject(db.owner);
  const sql: Sql = connect(url, { role: "recount_app", max: 2, deadlineS: 30 });
  const idle: Sql = connect(url, { role: "recount_app", max: 2, deadlineS: 30 });
  const pipeline = connectPipeline(url, { role: "recount_app", max: 1, applicationName: "test" });
  const batch = () => runBatch(pipeline, project.id, [{ text: "select 1", values: [] }]);
  try {
    await Promise.all([sql`select 1`, idle`select 1`, batch()]);
    open = false;
    const asked = [
      ...Array.from({ length: 20 }, () => took(sql`select pg_sleep(0)`)),
      took(sql.begin((tx) => tx`select 1`)),
      took(batch()),
    ];
    for (const { ms, code } of await Promise.all(asked)) {
      expect(["SERVER_SILENT", "CONNECTION_CLOSED"]).toContain(code);
      expect(ms).toBeLessThan(2_000);
    }
    expect(pulseAt(url).isSilent).toBe(true);
    const later = [
      took(idle`select 1`),
      took(sql`select 1`),
      took(sql.begin((tx) => tx`select 1`)),
      took(batch()),
    ];
    for (const { ms, code } of await Promise.all(later)) {
      expect(["SERVER_SILENT", "CONNECTION_CLOSED"]).toContain(code);
      expect(ms).toBeLessThan(500);
    }
    open = true;
    const started = Date.now();
    while (pulseAt(url).isSilent) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(Date.now() - started).toBeLessThan(4_000);
    expect(await sql`select 1 as n`).toEqual([{ n: 1 }]);
    await batch();
  } finally {
    await idle.end({ timeout: 0 });
    await sql.end({ timeout: 0 });
    await pipeline.end();
  }
}, 30_000);

it("a server that is slow to take connections and answers those that it has is given longer", async () => {
  const sql = connect(url, { role: "recount_app", max: 1, deadlineS: 30 });
  const talking = connect(url, { role: "recount_app", max: 1, deadlineS: 30 });
  let stop = false;
  try {
    await Promise.all([sql`select 1`, talking`select 1`]);
    takesMs = 1_400;
    const talk = (async () => {
      while (!stop) await talking`select pg_sleep(0.1)`;
    })();
    expect((await took(sql`select pg_sleep(3)`)).code).toBe("none");
    stop = true;
    await talk;
  } finally {
    takesMs = 0;
    await Promise.all([sql.end({ timeout: 0 }), talking.end({ timeout: 0 })]);
  }
}, 30_000);

it("a question that takes long is no silence, until its own deadline is over", async () => {
  const sql = connect(url, { role: "recount_app", max: 1, deadlineS: 5 });
  try {
    expect((await took(sql`select pg_sleep(3)`)).code).toBe("none");
    expect(pulseAt(url).isSilent).toBe(false);
    const late = await took(sql`select pg_sleep(30)`);
    expect(late.code).toBe("57014");
    expect(late.ms).toBeLessThan(6_000);
  } finally {
    await sql.end({ timeout: 0 });
  }
}, 30_000);
