import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { FLAG } from "@/lib/model/flags";
import { ownLabelSql } from "@/lib/model/labels";

import { deriveTraces } from "./derive-traces";
import type { SpanFacts } from "./facts";
import { checkDerived } from "@/lib/rebuild/rebuild";
import { span, store } from "./testing";
import { findElsewhere, type CallWords } from "./witnesses";

const usage = { inputUncachedTokens: 1000, outputTextTokens: 100, costNanoUsd: 35 };
const app = (said: Parameters<typeof span>[1] = {}): SpanFacts =>
  span("a", {
    parentSpanId: "ff",
    ms: 900,
    kind: "llm",
    service: "shop",
    responseId: "chatcmpl-1",
    ...usage,
    ...said,
  });
const server = (said: Parameters<typeof span>[1] = {}): SpanFacts =>
  app({ at: 20_000, ms: 800, service: "vllm", parentSpanId: null, flags: FLAG.server, ...said });
const inTrace = (traceId: string, ...spans: SpanFacts[]): CallWords[] =>
  spans.map((one) => ({ ...one, traceId }));
const judged = (a: SpanFacts[], b: SpanFacts[]) => {
  const [mine, other] = [inTrace("t1", ...a), inTrace("t2", ...b)];
  return [findElsewhere(mine, other)?.isCounted ?? null, findElsewhere(other, mine)?.isCounted ?? null];
};

describe("a call that another trace tells too", () => {
  it("is counted for the program that made it, not for the provider that served it", () => {
    expect(judged([app()], [server()])).toEqual([false, true]);
    // Whichever took longer, and whatever their clocks say.
    expect(judged([app()], [server({ at: 3_000_000, ms: 950 })])).toEqual([false, true]);
    expect(judged([app({ parentSpanId: null })], [server({ parentSpanId: "ff" })])).toEqual([false, true]);
  });
  it("is counted for the outer one where none says that it is a server", () => {
    const gateway = { flags: 0, parentSpanId: "ee" };
    expect(judged([app()], [server(gateway)])).toEqual([false, true]);
    expect(judged([app()], [server({ ...gateway, at: 400_000 })])).toEqual([null, null]);
    expect(judged([app()], [server({ flags: 0, at: 400_000 })])).toEqual([false, true]);
  });
  it("is two where services, totals or times do not fit, or nobody says them", () => {
    for (const said of [
      { service: "shop" },
      { service: null },
      { outputTextTokens: 101 },
      { inputUncachedTokens: null, outputTextTokens: null },
      { at: 8_000_000 },
      { ms: null },
    ])
      expect([said, ...judged([app()], [server(said)])]).toEqual([said, null, null]);
  });
  it("is looked at with all spans that tell it, so that one trace's inner span is no witness of the other's outer one", () => {
    const framework = app({ at: -10_000, ms: 1000 });
    expect(judged([framework, app()], [server({ flags: 0, at: -5_000, ms: 950 })])).toEqual([false, true]);
  });
  it("is a mock's where many traces tell it, or one tells it again later", () => {
    const many = ["t2", "t3", "t4", "t5"].flatMap((id) => inTrace(id, server()));
    expect(findElsewhere(inTrace("t1", app()), many)).toBeNull();
    expect(judged([app(), app({ at: 2_000_000 })], [server()])).toEqual([null, null]);
  });
  it("is counted once and no more, whatever three traces say of it", () => {
    const side = fc.record({
      service: fc.constantFrom("x", "y", "z"),
      at: fc.integer({ min: 0, max: 200_000 }),
      ms: fc.integer({ min: 100, max: 900 }),
      flags: fc.constantFrom(0, FLAG.server),
      parentSpanId: fc.constantFrom(null, "ff"),
    });
    fc.assert(
      fc.property(fc.array(side, { minLength: 2, maxLength: 3 }), (sides) => {
        const traces = sides.map((said, index) => inTrace(`t${index}`, app(said)));
        const verdicts = traces.map((own) => findElsewhere(own, traces.filter((one) => one !== own).flat()));
        expect(verdicts.some((verdict) => verdict === null || !verdict.isCounted)).toBe(true);
        if (traces.length === 2) expect(verdicts[0] === null).toBe(verdicts[1] === null);
      }),
    );
  });
});

describe("derivation", () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.close());

  const derive = async (): Promise<number> => {
    for (let rounds = 0; ; rounds++)
      if ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks === 0) return rounds;
  };
  const state = async (project: TestProject) =>
    (
      await db.owner<
        { service: string; cost: number | null; calls: number; kind: string; there: string | null }[]
      >`
        select t.service, t.cost_nano_usd as cost, t.llm_count as calls, coalesce(s.derived_kind, s.kind) as kind,
          (select o.service from spans o where o.project_id = s.project_id and o.trace_id = s.derived_call_trace_id and o.span_id = s.derived_call_id) as there
        from traces t join spans s on s.project_id = t.project_id and s.trace_id = t.trace_id
        where t.project_id = ${project.id} order by 1`
    ).map((row) => ({ ...row }));
  const counted = [
    { service: "shop", cost: 35, calls: 1, kind: "llm", there: "vllm" },
    { service: "vllm", cost: null, calls: 0, kind: "workflow", there: "shop" },
  ];

  it("counts a call of two traces once, in any order and split, and both say where the other is", async () => {
    const arrivals: (() => [SpanFacts, SpanFacts])[] = [() => [app(), server()], () => [server(), app()]];
    for (const arrival of arrivals)
      for (const together of [true, false]) {
        const project = await makeProject(db.owner, { shardKeys: [1, 2] });
        for (const one of arrival()) {
          await store(db.worker, project, randomUUID(), [one]);
          if (!together) await derive();
        }
        expect(await derive()).toBeLessThan(3);
        expect(await state(project)).toEqual(counted);
        expect(await derive()).toBe(0);
      }
    expect(await checkDerived(db.worker, () => {})).toMatchObject({ changedTraces: 0, changedSpans: 0 });
  });
  it("counts it again where the other trace's word about it changes", async () => {
    const project = await makeProject(db.owner, { shardKeys: [1] });
    const traceId = randomUUID();
    await store(db.worker, project, traceId, [app()]);
    await store(db.worker, project, randomUUID(), [server()]);
    await derive();
    expect(await state(project)).toEqual(counted);
    await db.owner`update span_rows set ${db.owner.unsafe(ownLabelSql("service"))} = 'vllm' where project_id = ${project.id} and trace_id = ${traceId}`;
    await db.owner`
      insert into dirty_traces (project_id, trace_id, shard_key, lane) values (${project.id}, ${traceId}, 1, 0)`;
    await derive();
    expect((await state(project)).map(({ calls, there }) => [calls, there])).toEqual([
      [1, null],
      [1, null],
    ]);
  });
  it("does not look into another project", async () => {
    const [one, other] = [await makeProject(db.owner), await makeProject(db.owner)];
    await store(db.worker, one, randomUUID(), [app()]);
    await store(db.worker, other, randomUUID(), [server()]);
    await derive();
    expect(await state(one)).toMatchObject([{ calls: 1, there: null }]);
    expect(await state(other)).toMatchObject([{ calls: 1, there: null }]);
  });
});
