import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { listSummed } from "@/lib/ingest-usage/list-summed";
import { FLAG } from "@/lib/model/flags";
import { hexOfUuid } from "@/lib/model/ids";
import { testContext } from "@/lib/traces/testing";

import { deriveTraces, type DeriveOptions } from "./derive-traces";
import type { SpanFacts } from "./facts";
import { LargeTraces } from "./large-traces";
import { rollUp } from "./roll-up";
import { NOON, span, store } from "./testing";

let db: TestDatabase;
let project: TestProject;
beforeAll(async () => {
  db = await createTestDatabase();
  project = await makeProject(db.owner);
});
afterAll(() => db.close());

/** An agent with `turns` of a framework's call around a provider's, and a tool. */
const agent = (turns: number, said: Partial<SpanFacts> = {}): SpanFacts[] => [
  span("f", { kind: "agent", name: "assistant", feature: "chat", userId: "u1", ms: 60_000, ...said }),
  ...Array.from({ length: turns }, (_, n) => [
    span(`a${n}`, {
      kind: "llm",
      name: "generate",
      parentSpanId: "f",
      at: 10 + n * 1000,
      ms: 0.5,
      costNanoUsd: 7,
      inputUncachedTokens: 10,
    }),
    span(`c${n}`, {
      kind: "llm",
      name: "chat",
      parentSpanId: `a${n}`,
      at: 20 + n * 1000,
      ms: 0.4,
      costNanoUsd: 7,
      inputUncachedTokens: 10,
      outputTextTokens: 3,
      requestModel: "gpt-4o",
      provider: "openai",
      resourceDigest: 1,
    }),
    span(`b${n}`, {
      kind: "tool",
      parentSpanId: "f",
      at: 500 + n * 1000,
      ms: 0.3,
      toolName: "look",
      isError: n === 0,
    }),
  ]).flat(),
];

async function derive(options: DeriveOptions = {}): Promise<number> {
  let marks = 0;
  for (;;) {
    const derived = await deriveTraces(db.worker, new Map(), { minAgeMs: 0, ...options });
    if (derived.marks === 0) return marks;
    marks += derived.marks;
  }
}

const rowOf = async (traceId: string) => {
  const rows = await db.owner<Record<string, unknown>[]>`
    select span_count, llm_count, tool_count, error_count, cost_nano_usd::int as cost, cost_status, input_tokens, output_tokens,
      models, tools, name, feature, user_id, is_error, is_open, duration_ns, flags, tool_mode, ttft_ns, retry_count, has_cost
    from traces where trace_id = ${traceId}`;
  expect(rows).toHaveLength(1);
  return rows[0] ?? {};
};
const spansOf = (traceId: string) => db.owner`
  select encode(span_id, 'hex') as id, derived_kind, derived_feature, derived_user_id, derived_step, derived_call_id, derived_order
  from spans where trace_id = ${traceId} order by span_id`;

describe("a trace with more spans than are resolved together", () => {
  it("is summed: what the sums can tell is as resolving says, the rest is unknown", async () => {
    const [resolved, summed] = [randomUUID(), randomUUID()];
    await store(db.worker, project, resolved, agent(40));
    await derive();
    await store(db.worker, project, summed, agent(40));
    await derive({ maxSpansPerTrace: 100, maxRowsAtOnce: 50 });
    const [a, b] = [await rowOf(resolved), await rowOf(summed)];
    const { cost_status, flags, tool_mode, ttft_ns, retry_count, has_cost, ...same } = b;
    expect(a).toMatchObject(same);
    expect({ cost_status, tool_mode, ttft_ns, retry_count, has_cost }).toEqual({
      cost_status: "partial",
      tool_mode: null,
      ttft_ns: null,
      retry_count: null,
      has_cost: null,
    });
    expect(Number(flags) & FLAG.summed).toBe(FLAG.summed);
    const range = { from: new Date(NOON / 1000 - 1000), to: new Date(NOON / 1000 + 1000) };
    expect(await listSummed(testContext(db.app, project), range)).toMatchObject([
      { traceId: hexOfUuid(summed), name: "assistant", spanCount: 121 },
    ]);
    expect(same).toMatchObject({
      span_count: 121,
      llm_count: 40,
      cost: 280,
      error_count: 1,
      feature: "chat",
    });
  });

  it("ends in one state, however its spans came, and is not written again for nothing", async () => {
    const [atOnce, inParts] = [randomUUID(), randomUUID()];
    const spans = agent(40);
    const limits = { maxSpansPerTrace: 100, maxRowsAtOnce: 50 };
    await store(db.worker, project, atOnce, spans);
    await derive(limits);
    for (const part of [spans.slice(60), spans.slice(0, 30), spans.slice(30, 60)]) {
      await store(db.worker, project, inParts, part);
      await derive(limits);
    }
    expect(await rowOf(inParts)).toEqual(await rowOf(atOnce));
    expect(await spansOf(inParts)).toEqual(await spansOf(atOnce));
    await store(db.worker, project, inParts, spans.slice(0, 1));
    expect(await deriveTraces(db.worker, new Map(), { minAgeMs: 0, ...limits })).toMatchObject({
      marks: 1,
      changedTraces: 0,
      changedSpans: 0,
    });
  });

  it("loses copies of spans with another start, as resolving does", async () => {
    const traceId = randomUUID();
    await store(db.worker, project, traceId, [
      ...agent(40),
      { ...span("c1", { kind: "llm", at: 5_000_000, revision: "9" }), parentSpanId: "a1".padStart(16, "0") },
    ]);
    await derive({ maxSpansPerTrace: 100, maxRowsAtOnce: 50 });
    expect(await rowOf(traceId)).toMatchObject({ span_count: 121, cost: 273 });
  });

  it("has its minutes rolled up", async () => {
    const other = await makeProject(db.owner);
    await store(db.worker, other, randomUUID(), agent(40));
    await derive({ maxSpansPerTrace: 100, maxRowsAtOnce: 50 });
    while ((await rollUp(db.worker, { settled: true })) > 0);
    const [calls] = await db.owner`
      select sum(r.cost_nano_usd)::int as cost
      from rollup_calls r
      where r.project_id = ${other.id} and r.tier = 60`;
    expect(calls).toEqual({ cost: 280 });
  });

  it("of a size in between is resolved alone, and exactly", async () => {
    const traceId = randomUUID();
    await store(db.worker, project, traceId, agent(40));
    await derive({ maxSpansPerTrace: 1000, maxRowsAtOnce: 50 });
    expect(await rowOf(traceId)).toMatchObject({ cost: 280, cost_status: "known", flags: 0, has_cost: true });
  });
});

describe("large traces", () => {
  it("rest between two derivations, while their marks stay and others are derived", async () => {
    let nowMs = 0;
    const large = new LargeTraces(() => nowMs);
    const [big, small] = [randomUUID(), randomUUID()];
    const spans = agent(700);
    await store(db.worker, project, big, spans.slice(0, 2050));
    await derive({ large });
    await store(db.worker, project, big, spans.slice(2050));
    await store(db.worker, project, small, agent(1));
    expect(await derive({ large })).toBe(1);
    expect(await rowOf(small)).toMatchObject({ span_count: 4 });
    expect(await rowOf(big)).toMatchObject({ span_count: 2050 });
    nowMs = 2_000;
    expect(await derive({ large })).toBe(1);
    expect(await rowOf(big)).toMatchObject({ span_count: 2101 });
  });

  it("are derived one at a time", async () => {
    const large = new LargeTraces(() => 0);
    const trace = { projectId: 1, traceId: randomUUID() };
    const first = large.alone(trace, () => new Promise((resolve) => setTimeout(resolve, 20, "first")));
    const other = { projectId: 1, traceId: randomUUID() };
    expect(await large.alone(other, () => Promise.resolve("second"))).toBeNull();
    expect(large.atRest()).toEqual([other]);
    expect(await first).toBe("first");
    expect(await large.alone(other, () => Promise.resolve("second"))).toBe("second");
  });
});
