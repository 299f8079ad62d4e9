import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";

import { connectQueue } from "@/db/queue";
import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { daysAgo, newId, noonOf, World } from "@/lib/erasures/world.testing";

import { tightenDays } from "./tighten-days";

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

const bytesOf = async (day: string): Promise<number> => {
  const suffix = day.replaceAll("-", "");
  const [row] = await db.owner<{ bytes: number }[]>`
    select sum(pg_total_relation_size(parent || '_' || ${suffix}::text))::float8 as bytes
    from unnest(array['traces', 'span_rows', 'body_blocks']) parent`;
  return row?.bytes ?? 0;
};

/** Where the tables of a day lie: a table that is written anew lies in another file. */
const filesOf = (day: string) => db.owner`
  select parent, pg_relation_filenode(to_regclass(parent || '_' || ${day.replaceAll("-", "")}::text)) as file
  from unnest(array['traces', 'span_rows', 'body_blocks']) parent order by parent`;

/** Autovacuum may be looking for a moment. */
const tightened = (tables: number) =>
  expect.poll(() => tightenDays(pool, db.worker), { timeout: 15_000, interval: 200 }).toBe(tables);

it("a day that is over takes less, once, and reads as before; younger ones and what is being read stay", async () => {
  const world = new World(db, await makeProject(db.owner));
  const [over, young] = [daysAgo(4), daysAgo(1)];
  const ids: string[] = [];
  for (const day of [over, young])
    for (let copy = 0; copy < 40; copy++) {
      const traceId = newId(16);
      ids.push(traceId);
      const call = { kind: "llm" as const, traceId, startedAtNs: noonOf(day), name: `call ${copy}` };
      await world.write([{ ...call, outputValue: newId(3_000) }]);
      await world.derive();
    }
  const read = () => Promise.all(ids.map((id) => world.read(id)));
  // Blocks are still to be packed: the other two tables of the day are not.
  await tightened(2);
  await tightened(0);
  await world.pack();
  const [before, files, said] = [await bytesOf(over), await filesOf(young), await read()];
  await db.owner.begin(async (tx) => {
    await tx`select count(*) from body_blocks where day = ${over}`;
    expect(await tightenDays(pool, db.worker)).toBe(0);
  });
  await tightened(1);
  expect(await bytesOf(over)).toBeLessThan(before);
  expect(await filesOf(young)).toEqual(files);
  expect(await read()).toEqual(said);
  await tightened(0);
}, 60_000);
