import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";

import { deriveTraces } from "@/lib/derive/derive-traces";
import { checkDerived, rebuild } from "@/lib/rebuild/rebuild";
import { rollUp } from "@/lib/derive/roll-up";
import { span, store } from "@/lib/derive/testing";

let db: TestDatabase;
let project: TestProject;
beforeAll(async () => {
  db = await createTestDatabase();
  project = await makeProject(db.owner);
  for (let n = 0; n < 30; n++) {
    await store(db.worker, project, randomUUID(), [
      span("a", {
        at: n * 7_000_000,
        kind: "agent",
        feature: n % 2 ? "mail" : "search",
        userId: `u${n % 3}`,
      }),
      span("b", {
        at: n * 7_000_000 + 5,
        parentSpanId: "a",
        kind: "llm",
        costNanoUsd: n,
        promptFingerprint: `${n % 4}`,
      }),
    ]);
  }
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  while ((await rollUp(db.worker, { settled: true })) > 0);
});
afterAll(() => db.close());

const TABLES = [
  "traces",
  "spans",
  "rollup_calls",
  "rollup_traces",
  "usage",
  "prompt_versions",
  "dirty_traces",
  "dirty_buckets",
];
async function everything(): Promise<Record<string, string[]>> {
  const dump: Record<string, string[]> = {};
  for (const table of TABLES) {
    dump[table] = (
      await db.owner<{ row: string }[]>`select to_jsonb(t)::text as row from ${db.owner(table)} t`
    )
      .map(({ row }) => row)
      .sort();
  }
  return dump;
}

const NOTHING = {
  trace_days: 0,
  rollup_calls: 0,
  rollup_traces: 0,
  usage: 0,
  dimensions: 0,
  prompt_versions: 0,
  budget_spent: 0,
  budget_slots: 0,
};

describe("rebuild", () => {
  it("changes nothing after a normal run, and the check finds nothing", async () => {
    const before = await everything();
    expect(await checkDerived(db.worker, () => {})).toEqual({
      traces: 30,
      changedTraces: 0,
      changedSpans: 0,
    });
    expect(await rebuild(db.worker, () => {})).toEqual({
      traces: 30,
      changedTraces: 0,
      changedSpans: 0,
      repaired: NOTHING,
    });
    expect(await everything()).toEqual(before);
  });

  it("finds and repairs traces, spans and buckets that somebody has spoilt", async () => {
    const before = await everything();
    await db.owner`update span_rows set derived_feature = 'wrong' where cost_nano_usd = 3`;
    await db.owner`update traces set feature = 'wrong' where cost_nano_usd in (4, 5)`;
    await db.owner`delete from traces where cost_nano_usd = 6`;
    await db.owner`update rollup_calls set calls = calls + 1`;
    const usage = await db.owner`delete from usage where tier = 60 returning tier`;
    const found = { traces: 30, changedTraces: 3, changedSpans: 1 };
    expect(await checkDerived(db.worker, () => {})).toEqual(found);
    const [counts] = await db.owner<{ calls: number }[]>`
      select (select count(*)::int from rollup_calls) as calls`;
    expect(await rebuild(db.worker, () => {})).toMatchObject({
      ...found,
      repaired: { ...NOTHING, rollup_calls: counts?.calls, usage: usage.length },
    });
    expect(await everything()).toEqual(before);
    expect(await checkDerived(db.worker, () => {})).toMatchObject({ changedTraces: 0, changedSpans: 0 });
  });

  it("finds traces whose days are lost, and knows large traces as the worker does", async () => {
    const limits = { maxSpansPerTrace: 1 };
    const before = await everything();
    const lost = await db.owner`
      delete from trace_days
      where trace_id in (select trace_id from traces where cost_nano_usd in (7, 8))
      returning trace_id`;
    expect(await rebuild(db.worker, () => {}, limits)).toMatchObject({
      changedTraces: 0,
      repaired: { ...NOTHING, trace_days: lost.length },
    });
    expect(await everything()).toEqual(before);
  });
});
