import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { cpuClock } from "@/lib/time/cpu-clock.testing";

import { deriveTraces } from "./derive-traces";
import type { AdditionFacts, SpanFacts } from "./facts";
import { resolveTrace } from "./resolve-trace";
import { rollUp } from "./roll-up";
import { addition, NOON, span, store } from "./testing";

/** Broken and hostile traces: whatever their shape, they end in bounded time, and harm no other trace. */

const N = 10_000;
const chain = (length: number, said: (index: number) => Partial<SpanFacts>): SpanFacts[] =>
  Array.from({ length }, (_, i) =>
    span(`${i + 1}`, { at: i, ...(i > 0 ? { parentSpanId: `${i}` } : {}), ...said(i) }),
  );

const SHAPES: Record<string, () => [SpanFacts[], AdditionFacts[]]> = {
  "a chain of agents": () => [chain(N, () => ({ kind: "agent" })), []],
  "a chain of model calls without usage": () => [chain(N, () => ({ kind: "llm" })), []],
  "a chain of model calls with usage": () => [
    chain(N, () => ({ kind: "llm", outputTextTokens: 1, costNanoUsd: 1 })),
    [],
  ],
  "a chain in which every other call has usage": () => [
    chain(N, (i) => (i % 2 ? { kind: "llm", outputTextTokens: 1 } : { kind: "llm" })),
    [],
  ],
  "a comb: every call holds a call and the next of them": () => [
    chain(2 * N, () => ({ kind: "llm" })).flatMap((spine, i) => [
      spine,
      span(`f${i}`, { at: i, kind: "llm", parentSpanId: spine.spanId, outputTextTokens: 1 }),
    ]),
    [],
  ],
  "a chain of failures": () => [chain(N, () => ({ isError: true, errorType: "x" })), []],
  "a ring of parents": () => [
    chain(N, (i) => (i === 0 ? { parentSpanId: `${N}`.padStart(16, "0") } : {})),
    [],
  ],
  "spans that are their own parents": () => [
    chain(N, (i) => ({ parentSpanId: `${i + 1}`.padStart(16, "0"), kind: "llm" })),
    [],
  ],
  "150,000 children of one span": () => [
    [
      span("a", { kind: "agent" }),
      ...Array.from({ length: 150_000 }, (_, i) => span(`b${i}`, { parentSpanId: "a", at: i })),
    ],
    [],
  ],
  "150,000 calls with one response id at the same time": () => [
    Array.from({ length: 150_000 }, (_, i) =>
      span(`${i}`, { kind: "llm", responseId: "r", ms: 1000, at: i % 7 }),
    ),
    [],
  ],
  "40,000 events of one span": () => [
    [span("a", { kind: "llm" })],
    Array.from({ length: 4 * N }, (_, i) => addition("a", { additionId: `${i}`, occurredUs: i })),
  ],
  "20,000 copies of one span, each with another start": () => [
    Array.from({ length: 2 * N }, (_, i) => span("a", { revision: `${i}`, at: i })),
    [],
  ],
};

describe("resolveTrace", () => {
  for (const [name, make] of Object.entries(SHAPES))
    it(`resolves ${name} in bounded time`, () => {
      const [spans, additions] = make();
      const spentMs = cpuClock();
      const resolved = resolveTrace(spans, additions);
      expect(spentMs()).toBeLessThan(8000);
      expect(resolved.spans.length + resolved.superseded.length).toBe(spans.length);
    });

  it("gives every span a place whatever its parents, and the same for any order", () => {
    const said = fc.record({
      id: fc.integer({ min: 1, max: 12 }),
      parent: fc.integer({ min: 0, max: 13 }),
      at: fc.integer({ min: 0, max: 5 }),
      kind: fc.constantFrom("agent" as const, "llm" as const, "tool" as const, "other" as const),
      isError: fc.boolean(),
      outputTextTokens: fc.option(fc.constantFrom(1, 2_147_483_647), { nil: null }),
      revision: fc.constantFrom("1", "2"),
    });
    fc.assert(
      fc.property(fc.array(said, { minLength: 1, maxLength: 30 }), (all) => {
        const spans = all.map(({ id, parent, ...rest }) =>
          span(`${id}`, { ...rest, ...(parent ? { parentSpanId: `${parent}` } : {}) }),
        );
        const resolved = resolveTrace(spans, []);
        expect(resolved.spans).toHaveLength(new Set(spans.map((one) => one.spanId)).size);
        expect(resolveTrace(spans.toReversed(), []).trace).toEqual(resolved.trace);
      }),
    );
  });
});

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

async function settle(): Promise<void> {
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  while ((await rollUp(db.worker, { settled: true })) > 0);
}

const traceRow = async (project: TestProject, traceId: string) =>
  (await db.owner`select name from traces where project_id = ${project.id} and trace_id = ${traceId}`)[0];

describe("a trace that nobody can believe", () => {
  const call = (id: string, said: Partial<SpanFacts>) =>
    span(id, { kind: "llm", parentSpanId: "a", ...said });
  const DAY_US = 86_400_000_000;
  const HARM: Record<string, SpanFacts[]> = {
    "more tokens than a column holds": [
      span("a"),
      ...[1, 2, 3].map((i) => call(`${i}`, { outputTextTokens: 2_147_483_647 })),
    ],
    "more dollars than a number holds": [
      span("a"),
      ...[1, 2, 3].map((i) => call(`${i}`, { costNanoUsd: Number.MAX_SAFE_INTEGER })),
    ],
    "a span of a year": [span("a", { durationNs: 9_000_000_000_000_000 })],
    "spans a year apart": [span("a"), span("b", { parentSpanId: "a", startedUs: NOON + 365 * DAY_US })],
    "more nanoseconds than a number holds": [span("a", { durationNs: 2 ** 54 })],
  };
  for (const [name, spans] of Object.entries(HARM))
    it(`with ${name} is derived, or set aside, and its neighbours are derived`, async () => {
      const [project, neighbour] = [await makeProject(db.owner), await makeProject(db.owner)];
      const [bad, good, next] = [randomUUID(), randomUUID(), randomUUID()];
      await store(db.worker, project, bad, spans);
      await store(db.worker, project, good, [span("a", { name: "good" })]);
      await store(db.worker, neighbour, next, [span("a", { name: "next" })]);
      await settle();
      expect(await traceRow(project, good)).toMatchObject({ name: "good" });
      expect(await traceRow(neighbour, next)).toMatchObject({ name: "next" });
      expect(
        await db.owner`select from rollup_traces where project_id = ${neighbour.id} and tier = 0 and cube = 100`,
      ).toHaveLength(1);
      // Whatever became of it, it does not keep the worker busy for ever.
      expect(await db.owner`select from dirty_traces where marked_at <= now()`).toHaveLength(0);
      await db.owner`delete from dirty_traces`;
    });

  it("is tried again later: nothing of what it is marked for is lost", async () => {
    const project = await makeProject(db.owner);
    const traceId = randomUUID();
    await store(db.worker, project, traceId, [span("a", { name: "healed", durationNs: 2 ** 54 })]);
    await settle();
    expect(await traceRow(project, traceId)).toBeUndefined();
    await db.owner`update span_rows set duration_ns = 5 where project_id = ${project.id}`;
    await db.owner`update dirty_traces set marked_at = marked_at - interval '10 minutes' where project_id = ${project.id}`;
    await settle();
    expect(await traceRow(project, traceId)).toMatchObject({ name: "healed" });
  });

  it("does not keep other projects' figures from being made when its own cannot", async () => {
    const [project, neighbour] = [await makeProject(db.owner), await makeProject(db.owner)];
    // A key of the table of users that no index page holds.
    const long = (offset: number) =>
      Array.from({ length: 1400 }, (_, i) =>
        String.fromCharCode(0x4e00 + ((i * 7919 + offset) % 20_000)),
      ).join("");
    await store(db.worker, project, randomUUID(), [span("a", { userId: long(1), feature: long(2) })]);
    await store(db.worker, neighbour, randomUUID(), [span("a")]);
    while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
    for (let round = 0; round < 5; round++) await rollUp(db.worker, { settled: true }).catch(() => 0);
    expect(
      await db.owner`select from rollup_traces where project_id = ${neighbour.id} and tier = 0 and cube = 100`,
    ).toHaveLength(1);
  });
});
