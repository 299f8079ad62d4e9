import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { daysAgo, newId, noonOf, World } from "@/lib/erasures/world.testing";

import { dropEmptyDays } from "./drop-empty-days";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const daysOf = async (parent: string): Promise<string[]> =>
  (
    await db.owner<{ day: string }[]>`
      select to_date(right(inhrelid::regclass::text, 8), 'YYYYMMDD')::text as day
      from pg_inherits where inhparent = ${parent}::regclass order by 1`
  ).map(({ day }) => day);

const ensure = (day: string) => db.worker`select ensure_partitions(${day}::date, ${day}::date)`;
const drop = () => dropEmptyDays(db.worker, new Date());

it("a day on which nothing came goes, with all its tables; filled ones and those to come stay", async () => {
  const world = new World(db, await makeProject(db.owner));
  const [empty, filled, young, ahead] = [daysAgo(9), daysAgo(8), daysAgo(1), daysAgo(-3)];
  for (const day of [empty, filled, young, ahead]) await ensure(day);
  await world.write([{ kind: "llm", traceId: newId(16), startedAtNs: noonOf(filled) }]);
  await drop();
  for (const parent of ["traces", "span_rows", "span_additions", "body_blocks"]) {
    const days = await daysOf(parent);
    expect(days, parent).not.toContain(empty);
    expect(days, parent).toEqual(expect.arrayContaining([filled, young, ahead]));
  }
  expect(await drop()).toBe(0);
  await expect(db.worker`select drop_empty_day(current_date)`).rejects.toThrow("are not over");
});

it("a late span makes its day again, also for a server that knows the day", async () => {
  const world = new World(db, await makeProject(db.owner));
  const day = daysAgo(12);
  const [first, late] = [newId(16), newId(16)];
  await world.write([{ kind: "llm", traceId: first, startedAtNs: noonOf(day), outputValue: "first" }]);
  const suffix = day.replaceAll("-", "");
  // As after an erasure of all that came on that day, and a vacuum.
  for (const parent of ["traces", "span_rows", "span_additions", "body_blocks"])
    await db.owner.unsafe(`truncate ${parent}_${suffix}`);
  expect(await drop()).toBe(1);
  await world.write([{ kind: "llm", traceId: late, startedAtNs: noonOf(day), outputValue: "late" }]);
  await world.derive();
  expect((await world.read(late)).spans).toMatchObject([{ output_value: "late" }]);
});

it("waits for nobody who is about to write", async () => {
  const day = daysAgo(15);
  await ensure(day);
  const suffix = day.replaceAll("-", "");
  await db.owner.begin(async (tx) => {
    await tx.unsafe(`lock table span_rows_${suffix} in row exclusive mode`);
    expect(await drop()).toBe(0);
  });
  expect(await daysOf("span_rows")).toContain(day);
  expect(await drop()).toBe(1);
});
