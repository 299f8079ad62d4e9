import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";

import { inProject } from "@/db/tenant";
import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { deriveTraces } from "@/lib/derive/derive-traces";
import type { SpanFacts } from "@/lib/derive/facts";
import { NOON, span, store } from "@/lib/derive/testing";
import { testContext } from "@/lib/traces/testing";

import { latencyByGroup } from "./by-group";
import { failures } from "./failures";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const HOUR_MS = 3_600_000;
const from = NOON / 1000;
const scope = {
  from: new Date(from).toISOString(),
  to: new Date(from + HOUR_MS).toISOString(),
  zone: "UTC",
  filters: {},
};
const call = (id: string, said: Parameters<typeof span>[1] = {}): SpanFacts =>
  span(id, {
    name: "chat",
    kind: "llm",
    parentSpanId: "r",
    ms: 100,
    provider: "p",
    requestModel: "m",
    inputUncachedTokens: 10,
    outputTextTokens: 5,
    costNanoUsd: 5,
    ...said,
  });
const failed = { isError: true, failure: "timeout", costNanoUsd: 3 } as const;
const later = { at: 1_000_000 };

async function tell(project: TestProject, spans: readonly SpanFacts[]): Promise<void> {
  const root = span("r", { kind: "agent", ms: 5000, startedUs: (spans[0]?.startedUs ?? NOON) - 1 });
  await store(db.worker, project, randomUUID(), [root, ...spans]);
}
const derive = async () => {
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
};

it("a kind of failure has its share of a provider's steps; trying again and elsewhere are counted apart", async () => {
  const project = await makeProject(db.owner);
  const ctx = testContext(db.app, project);
  await tell(project, [call("a", { ...failed, at: 1 }), call("b", later)]);
  await tell(project, [call("a", { ...failed, at: 1 }), call("b", { ...later, provider: "q" })]);
  await tell(project, [call("a", { at: 1 })]);
  await tell(project, [call("a", { ...failed, at: 1, provider: "q", failure: "rate_limit" })]);
  await derive();
  const found = await inProject(db.app, project.id, (tx) => failures(tx, ctx, scope, "provider", "hour"), {
    readOnly: true,
  });
  expect(found).toMatchObject({
    calls: 6,
    failed: 3,
    retries: 2,
    fallbacks: 1,
    retryCostNanoUsd: 6n,
    rows: [
      { failure: "timeout", value: "p", calls: 2, share: 2 / 4, replacedCostNanoUsd: 6n },
      { failure: "rate_limit", value: "q", calls: 1, share: 1 / 2, replacedCostNanoUsd: 0n },
    ],
  });
});

it("each value stands beside what it was in the period before, of the same length, the most frequent first", async () => {
  const project = await makeProject(db.owner);
  const ctx = testContext(db.app, project);
  const at = (startMs: number, provider: string, ms: number) =>
    tell(project, [call("a", { startedUs: startMs * 1000, provider, ms })]);
  await at(from - HOUR_MS - 1, "p", 900);
  await at(from - HOUR_MS, "p", 300);
  await at(from - 1, "p", 300);
  await at(from, "p", 100);
  for (let second = 1; second <= 2; second++) await at(from + second * 1000, "q", 200);
  await at(from + HOUR_MS, "q", 900);
  await derive();
  const groups = await inProject(
    db.app,
    project.id,
    (tx) => latencyByGroup(tx, ctx, "model_latency", scope, "provider"),
    { readOnly: true },
  );
  // A histogram knows a time to 2 %.
  const about = (ms: number | null) => ms && Math.round(ms / 20) * 20;
  expect(
    groups.map(({ value, now, before }) => [value, now.all, about(now.p50), before.all, about(before.p50)]),
  ).toEqual([
    ["q", 2, 200, 0, null],
    ["p", 1, 100, 2, 300],
  ]);
});
