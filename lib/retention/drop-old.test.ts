import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { span, store } from "@/lib/derive/testing";

import { dropOld } from "./drop-old";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const DAY = 86_400_000;
const daysAgo = (days: number) => span("a", { startedUs: (Date.now() - days * DAY) * 1000 });

describe("dropOld", () => {
  it("drops whole days beyond the longest retention, and a project's own days beyond its own", async () => {
    const [long, short] = [
      await makeProject(db.owner, { retentionDays: 30 }),
      await makeProject(db.owner, { retentionDays: 10 }),
    ];
    for (const project of [long, short]) {
      for (const days of [40, 20, 5]) await store(db.worker, project, randomUUID(), [daysAgo(days)]);
    }
    const done = await dropOld(db.worker, new Date());
    expect(done).toMatchObject({ partitions: 4, postponed: false });
    const kept = await db.owner`
      select project_id, count(*)::int as n from spans where project_id in (${long.id}, ${short.id}) group by 1 order by 1`;
    expect(kept).toEqual([
      { project_id: long.id, n: 2 },
      { project_id: short.id, n: 1 },
    ]);
    const days = await db.owner`select project_id, count(*)::int as n from trace_days group by 1 order by 1`;
    expect(days).toEqual(kept);
  });

  it("forgets pieces that came before the days that their project keeps", async () => {
    const project = await makeProject(db.owner, { retentionDays: 30 });
    for (const days of [32, 29])
      await db.owner`
        insert into span_parts (object_id, part_id, project_id, shard_key, merged_at, received_on, source, body)
        values (${randomUUID()}, ${randomUUID()}, ${project.id}, 1, 0, current_date - ${days}::int, 'test', '{}')`;
    await dropOld(db.worker, new Date());
    const [kept] = await db.owner`
      select count(*)::int as n, max(current_date - received_on) as days from span_parts where project_id = ${project.id}`;
    expect(kept).toEqual({ n: 1, days: 29 });
  });

  it("forgets sets of labels that no span which is kept can have", async () => {
    // The second keeps for longer than any other: its spans go by their partitions.
    for (const retentionDays of [10, 500]) {
      const project = await makeProject(db.owner, { retentionDays });
      for (const [id, days] of [retentionDays + 4, retentionDays + 3, 1].entries())
        await db.owner`
          insert into label_sets (id, project_id, shard_key, used_on, kind, name)
          values (${id}, ${project.id}, 1, current_date - ${days}::int, 'llm', 'chat')`;
      await dropOld(db.worker, new Date());
      const left = await db.owner`select id from label_sets where project_id = ${project.id} order by id`;
      expect(left.map(({ id }) => Number(id))).toEqual([1, 2]);
      await db.owner`update projects set retention_days = 10 where id = ${project.id}`;
    }
  });

  it("keeps sets of labels of days that it could not drop", async () => {
    const project = await makeProject(db.owner, { retentionDays: 500 });
    await store(db.worker, project, randomUUID(), [daysAgo(600)]);
    await db.owner`
      insert into label_sets (id, project_id, shard_key, used_on, kind, name)
      values (1, ${project.id}, 1, current_date - 600, 'llm', 'chat'), (2, ${project.id}, 1, current_date - 604, 'llm', 'chat')`;
    const left = async () =>
      (await db.owner`select id from label_sets where project_id = ${project.id}`).map(({ id }) =>
        Number(id),
      );
    await db.owner.begin(async (tx) => {
      await tx`select from spans where project_id = ${project.id}`;
      expect(await dropOld(db.worker, new Date())).toMatchObject({ postponed: true });
    });
    expect(await left()).toEqual([1]);
    expect(await dropOld(db.worker, new Date())).toMatchObject({ postponed: false });
    expect(await left()).toEqual([]);
    await db.owner`update projects set retention_days = 10 where id = ${project.id}`;
  });

  it("refuses to drop a day that a project still keeps, whoever asks", async () => {
    await makeProject(db.owner, { retentionDays: 30 });
    await expect(db.worker`select drop_partitions_before(current_date)`).rejects.toThrow("keeps days");
  });

  it("comes back later when somebody reads the day", async () => {
    const project = await makeProject(db.owner, { retentionDays: 30 });
    await store(db.worker, project, randomUUID(), [daysAgo(50)]);
    await db.owner.begin(async (tx) => {
      await tx`select from spans where project_id = ${project.id}`;
      // Traces first: nobody finds one whose spans are gone.
      expect(await dropOld(db.worker, new Date())).toMatchObject({ postponed: true, partitions: 1 });
    });
    expect(await dropOld(db.worker, new Date())).toMatchObject({ postponed: false, partitions: 3 });
  });
});
