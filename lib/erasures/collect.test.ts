import { brotliDecompressSync } from "node:zlib";

import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { collectRound } from "@/lib/bodies/collect-round";
import type { ModelSpan } from "@/lib/model/span";

import { daysAgo, newId, noonOf, World } from "./world.testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const DAY = daysAgo(5);
const newWorld = async () => new World(db, await makeProject(db.owner));
const span = (said: Partial<ModelSpan>): Partial<ModelSpan> => ({
  kind: "llm",
  name: "answer",
  traceId: newId(16),
  spanId: newId(8),
  startedAtNs: noonOf(DAY),
  ...said,
});

/** All that is stored of a project's bodies, as it stands in blocks. */
async function stored(world: World): Promise<string> {
  const rows = await db.owner<{ bodies: Buffer }[]>`
    select bodies from body_blocks where project_id = ${world.project.id} order by block`;
  return rows.map(({ bodies }) => brotliDecompressSync(bodies).toString("utf8")).join("");
}
const packedOf = async (world: World): Promise<number[]> =>
  (
    await db.owner<{ packed: number }[]>`
      select packed from body_blocks where project_id = ${world.project.id} order by block`
  ).map(({ packed }) => packed);

it("drops what nothing refers to, and keeps what records of other blocks name", async () => {
  const world = await newWorld();
  const changing = span({ system: "shared by two records", outputValue: "said first, then taken back" });
  await world.write([changing]);
  // The same words lie in the first block, which the second refers to.
  await world.write([span({ system: "shared by two records", outputValue: "stays" })]);
  await world.write([{ ...changing, system: "something else", outputValue: "said at last" }]);
  await world.derive();
  const before = await world.read(changing.traceId as string);
  // The body that was taken back, and its record.
  expect(await world.collect()).toMatchObject({ days: 1, items: 2 });
  const kept = await stored(world);
  expect(kept).not.toContain("taken back");
  for (const text of ["shared by two records", "stays", "something else", "said at last"])
    expect(kept).toContain(text);
  expect(await world.read(changing.traceId as string)).toEqual(before);
  expect(await packedOf(world)).toEqual([3]);
  expect(await world.search("taken back")).toEqual([]);
});

it("looks through a day once, and again when late spans came to it", async () => {
  const world = await newWorld();
  const late = span({ outputValue: "at first" });
  await world.write([late]);
  expect((await world.collect()).days).toBe(1);
  expect((await world.collect()).days).toBe(0);
  await world.write([{ ...late, outputValue: "late" }]);
  expect(await world.collect()).toMatchObject({ days: 1, items: 2 });
  expect(await stored(world)).not.toContain("at first");
});

it("leaves days alone that are not over, not packed, or were written to lately", async () => {
  const world = await newWorld();
  const one = span({ outputValue: "at first", startedAtNs: noonOf(daysAgo(1)) });
  await world.write([one]);
  await world.write([{ ...one, outputValue: "then" }]);
  expect((await world.collect()).days).toBe(0);
  await world.write([span({})]);
  expect(await collectRound(db.worker)).toMatchObject({ days: 0 });
});

const collectAll = async (): Promise<void> => {
  while ((await collectRound(db.worker)).days > 0);
};
/** Resolves when the condition holds. */
const until = (holds: () => Promise<boolean>) => expect.poll(holds, { timeout: 5_000 }).toBe(true);
const epochOf = async (world: World): Promise<number> => {
  const [row] = await db.owner<{ epoch: number }[]>`
    select epoch from body_epochs where project_id = ${world.project.id} and day = ${DAY}`;
  return row?.epoch ?? 0;
};

/** A batch that was let through before places were given up, and goes on for as long as `work` takes. */
async function whileBatchRelies(
  world: World,
  work: () => Promise<void>,
  then?: (tx: typeof db.app) => Promise<unknown>,
) {
  await db.app.begin(async (tx) => {
    await tx.unsafe(`set local app.project_id = '${world.project.id}'`);
    await tx`select rely_on_bodies(${world.project.id}, array[${DAY}]::date[], array[${await epochOf(world)}]::int[])`;
    await work();
    await then?.(tx as never);
  });
}

it("waits for a batch under way that refers to what nothing else does", async () => {
  const world = await newWorld();
  const again = span({ outputValue: "to be referred to again" });
  await world.write([again]);
  const [row] = await db.owner<{ ref: string }[]>`
    select body_ref::text as ref from spans where project_id = ${world.project.id} /* every shard */`;
  await world.write([{ ...again, outputValue: "another" }]);
  await world.pack();
  await world.age();
  let round: Promise<unknown> = Promise.resolve();
  await whileBatchRelies(
    world,
    async () => {
      round = collectAll();
      await until(async () => (await epochOf(world)) === 1);
    },
    (tx) => tx`
      update span_rows set body_ref = ${row?.ref as string} where project_id = ${world.project.id} and shard_key = 1`,
  );
  await round;
  await world.derive();
  const { spans } = await world.read(again.traceId as string);
  expect(spans).toMatchObject([{ output_value: "to be referred to again" }]);
});

it("leaves alone what was written by a server that has heard of it meanwhile", async () => {
  const world = await newWorld();
  const first = span({ system: "known before" });
  await world.write([first]);
  await world.pack();
  await world.age();
  let round: Promise<unknown> = Promise.resolve();
  const second = span({ system: "known before", outputValue: "known after" });
  await whileBatchRelies(world, async () => {
    round = collectAll();
    await until(async () => (await epochOf(world)) === 1);
    // Refused, learned, written again: and then nothing refers to it for a while.
    await world.write([second]);
    await world.write([{ ...second, system: "other", outputValue: "words" }]);
  });
  await round;
  const third = span({ system: "known before", outputValue: "known after" });
  await world.write([third]);
  await world.derive();
  expect((await world.read(third.traceId as string)).spans).toMatchObject([
    { system: "known before", output_value: "known after" },
  ]);
});

it("a batch that relies on an older number is refused, and stored when it is made again", async () => {
  const world = await newWorld();
  await world.write([span({ system: "a prompt of all", outputValue: "one" })], 0);
  await db.owner`
    insert into body_epochs (project_id, day, epoch) values (${world.project.id}, ${DAY}, 7)`;
  const next = span({ system: "a prompt of all", outputValue: "two" });
  await world.write([next], 0);
  const rows = await db.owner<{ epoch: number }[]>`
    select epoch from body_blocks where project_id = ${world.project.id} order by block`;
  expect(rows.map(({ epoch }) => epoch)).toEqual([0, 7]);
  // A server that knows nothing relies on nothing, and is refused only once it does.
  await world.write([span({ system: "a prompt of all" })], 1);
  await world.write([span({ system: "a prompt of all", outputValue: "three" })], 1);
  await world.derive();
  expect((await world.read(next.traceId as string)).spans).toMatchObject([{ system: "a prompt of all" }]);
});
