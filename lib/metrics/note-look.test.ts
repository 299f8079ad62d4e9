import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";

import { inProject } from "@/db/tenant";
import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { TEN_SECOND_BUCKETS_MARKED_MS } from "@/lib/derive/mark-stale";
import { forgetTenSecondBuckets, rollUp } from "@/lib/derive/roll-up";
import { NOON, span, store } from "@/lib/derive/testing";

import { readDataPoints } from "./read-data-points";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

it("buckets of ten seconds are made while somebody looks; figures are the same before", async () => {
  const project = await makeProject(db.owner);
  const at = Date.now() * 1000 - 40_000_000 - NOON;
  const call = span("a", { at, ms: 100, kind: "llm", costNanoUsd: 7 });
  await store(db.worker, project, randomUUID(), [call]);
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  const made = async (): Promise<number> => {
    await expect
      .poll(() => db.owner`select from dirty_buckets where marked_at > now() - interval '2 s'`, {
        timeout: 8000,
      })
      .toHaveLength(0);
    await rollUp(db.worker);
    return (await db.owner`select from rollup_calls where project_id = ${project.id} and tier = 10`).length;
  };
  expect(await made()).toBe(0);
  const cost = (kind: "system" | "user") => {
    const actor =
      kind === "system"
        ? ({ kind, name: "test" } as const)
        : ({ kind, id: 1, name: "e", role: "engineer" } as const);
    const ctx = { sql: db.app, project, actor, now: () => new Date() };
    const range = { from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date().toISOString() };
    return inProject(db.app, project.id, async (tx) => {
      const [all] = await readDataPoints(tx, ctx, {
        ...range,
        source: "calls",
        sums: ["cost_nano_usd"],
        histograms: [],
        interval: "range",
        groupBy: [],
        filters: {},
      });
      return all?.sums["cost_nano_usd"];
    });
  };
  expect(await cost("system")).toBe(7n);
  expect(await db.owner`select from figure_looks where project_id = ${project.id}`).toHaveLength(0);
  expect(await cost("user")).toBe(7n);
  await expect
    .poll(() => db.owner`select from figure_looks where project_id = ${project.id}`)
    .toHaveLength(1);
  expect(await made()).toBe(1);
  expect(await cost("user")).toBe(7n);
});

it("marks that nobody wanted are forgotten when no one believes their buckets any more", async () => {
  const project = await makeProject(db.owner);
  await db.owner`
    insert into dirty_buckets (project_id, tier, bucket)
    select ${project.id}::int, 10, date_bin('10 s', now() - make_interval(secs => age), 'epoch')
    from unnest(${[60, TEN_SECOND_BUCKETS_MARKED_MS / 1000 + 60]}::float8[]) as t (age)`;
  await forgetTenSecondBuckets(db.worker);
  expect(await db.owner`select from dirty_buckets where project_id = ${project.id}`).toHaveLength(1);
});
