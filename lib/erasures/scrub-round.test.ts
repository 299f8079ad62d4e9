import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";

import { connectQueue } from "@/db/queue";
import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";

import { erase } from "./erase";
import { scrubRound } from "./scrub-round";
import { daysAgo, newId, noonOf, World } from "./world.testing";

let db: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  db = await createTestDatabase();
  pool = connectQueue(db.url, 2);
});
afterAll(async () => {
  await pool.end();
  await db.close();
});

/** Which of these stand in any file of the database, after a checkpoint. */
async function inFiles(wanted: Readonly<Record<string, Buffer>>): Promise<string[]> {
  await db.owner`checkpoint`;
  const [where] = await db.owner<{ folder: string }[]>`
    select current_setting('data_directory') || '/base/' || oid as folder from pg_database where datname = current_database()`;
  const folder = where?.folder ?? "";
  const found = new Set<string>();
  for (const file of await readdir(folder)) {
    const bytes = await readFile(path.join(folder, file)).catch(() => Buffer.alloc(0));
    for (const [name, each] of Object.entries(wanted)) if (bytes.includes(each)) found.add(name);
  }
  return [...found].toSorted();
}

/** Autovacuum may be looking for a moment. */
const scrubbed = () =>
  expect.poll(async () => (await scrubRound(pool)).days, { timeout: 15_000, interval: 200 }).toBe(1);

it("no byte of what was erased is left in the files of the database, of neighbours all", async () => {
  const world = await makeWorld();
  const token = `token-${newId(12)}`;
  const day = daysAgo(5);
  const [gone, stays] = [newId(16), newId(16)];
  const startedAtNs = noonOf(day);
  const noise = () => newId(6_000);
  const call = { kind: "llm" as const, startedAtNs };
  await world.write([
    {
      ...call,
      traceId: gone,
      name: `ask ${token}`,
      promptName: "p",
      system: `Obey ${token}.`,
      outputValue: noise(),
    },
  ]);
  const [block] = await db.owner<{ bodies: Buffer }[]>`
    select bodies from body_blocks where project_id = ${world.project.id}`;
  await world.write([{ ...call, traceId: stays, outputValue: "neighbour" }], 1);
  await world.derive();
  const erased = { text: Buffer.from(token), block: (block as { bodies: Buffer }).bodies.subarray(500, 600) };
  expect(await inFiles(erased)).toEqual(["block", "text"]);
  expect(await scrubRound(pool)).toEqual({ tables: 0, days: 0 });

  // Whoever has looked before may still see it: it stays until they have ended.
  await db.owner.begin("isolation level repeatable read", async (tx) => {
    await tx`select count(*) from projects`;
    await erase(world.ctx, { text: token, from: day, to: day });
    await erase(world.ctx, { traces: [gone] });
    expect(await scrubRound(pool)).toMatchObject({ days: 0 });
  });
  await world.derive();
  await scrubbed();
  expect(await inFiles(erased)).toEqual([]);
  expect(await scrubRound(pool)).toEqual({ tables: 0, days: 0 });
  const { spans } = await world.read(stays);
  expect(spans).toMatchObject([{ output_value: "neighbour" }]);
  expect((await world.read(gone)).name).toBe(`ask ${"█".repeat(token.length)}`);
});

it("comes back later for a table that somebody reads", async () => {
  const world = await makeWorld();
  const day = daysAgo(6);
  await world.write([{ kind: "llm", startedAtNs: noonOf(day), outputValue: "a text to be erased" }]);
  await erase(world.ctx, { text: "a text to be erased", from: day, to: day });
  await db.owner.begin(async (tx) => {
    await tx`select count(*) from body_blocks where day = ${day}`;
    expect(await scrubRound(pool)).toMatchObject({ days: 0 });
  });
  await scrubbed();
});

const makeWorld = async (): Promise<World> => new World(db, await makeProject(db.owner));
