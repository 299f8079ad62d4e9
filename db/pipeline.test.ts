import net from "node:net";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, expect, it } from "vitest";

import { binaryArray } from "./pg-binary";
import { connectPipeline, runBatch, type Statement } from "./pipeline";
import { createTestDatabase, makeProject, type TestDatabase } from "./testing";
import { parseServerUrl } from "./url";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const insert = (projectId: number, names: readonly string[]): Statement => ({
  text: "insert into prompts (project_id, name) select $1::int, u.name from unnest($2::text[]) as u (name)",
  values: [projectId, binaryArray("text", names)],
});
const stored = async (projectId: number) =>
  (
    await db.owner<{ name: string }[]>`select name from prompts where project_id = ${projectId} order by name`
  ).map(({ name }) => name);

it("a batch is stored as a whole, in the order of its statements", async () => {
  const { id } = await makeProject(db.owner);
  await runBatch(db.pipeline, id, [
    insert(id, ["a", "b"]),
    null,
    { text: "update prompts set name = name || '!' where project_id = $1::int", values: [id] },
  ]);
  expect(await stored(id)).toEqual(["a!", "b!"]);
});

it("a statement that fails takes the whole batch back, and the connection goes on", async () => {
  const { id } = await makeProject(db.owner);
  const wrong = { text: "select $1::int / 0", values: [id] };
  await expect(
    runBatch(db.pipeline, id, [insert(id, ["a"]), wrong, insert(id, ["b"])]),
  ).rejects.toMatchObject({
    code: "22012",
  });
  await runBatch(db.pipeline, id, [insert(id, ["c"])]);
  expect(await stored(id)).toEqual(["c"]);
});

it("a batch sees and writes its own project only", async () => {
  const [one, two] = [await makeProject(db.owner), await makeProject(db.owner)];
  await expect(runBatch(db.pipeline, one.id, [insert(two.id, ["stolen"])])).rejects.toMatchObject({
    code: "42501",
  });
  expect(await stored(two.id)).toEqual([]);
});

it("a connection that is lost within a batch says so, and nothing of it is stored", async () => {
  const { id } = await makeProject(db.owner);
  const wait = { text: "select pg_sleep(60)", values: [] };
  const lost = expect(
    runBatch(db.pipeline, id, [insert(id, ["a"]), wait, insert(id, ["b"])]),
  ).rejects.toMatchObject({ code: "57P01" });
  const ended = async () =>
    (
      await db.owner`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`
    ).length > 0;
  while (!(await ended()));
  await lost;
  await runBatch(db.pipeline, id, [insert(id, ["c"])]);
  expect(await stored(id)).toEqual(["c"]);
});

it("of several hosts the next is tried when one does not answer", async () => {
  const closed = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => closed.once("listening", resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const { socketDir, user, database } = parseServerUrl(db.url);
  // The server of the tests listens on a socket only: what stands for the second host passes on to it.
  const relay = net.createServer((client) => {
    const server = net.connect(`${socketDir}/.s.PGSQL.${parseServerUrl(db.url).hosts[0]?.port ?? 5432}`);
    client.pipe(server).pipe(client);
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  const second = (relay.address() as AddressInfo).port;
  const pipeline = connectPipeline(`postgres://${user}@127.0.0.1:${port},127.0.0.1:${second}/${database}`, {
    role: "recount_app",
    max: 1,
    applicationName: "two hosts",
  });
  const { id } = await makeProject(db.owner);
  await expect(runBatch(pipeline, id, [insert(id, ["a"])])).rejects.toMatchObject({ code: "ECONNREFUSED" });
  await runBatch(pipeline, id, [insert(id, ["b"])]);
  expect(await stored(id)).toEqual(["b"]);
  await pipeline.end();
  await new Promise((resolve) => relay.close(resolve));
});
