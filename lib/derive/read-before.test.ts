import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import type { Context } from "@/lib/context";
import { accept } from "@/lib/ingest/accept";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import { decodeCase, WIRE_CLIENTS, wireCases } from "@/lib/ingest/wire-case.testing";
import { FLAG } from "@/lib/model/flags";
import { writeBatch } from "@/lib/ingest/write";
import { UNKNOWN_TOKENS } from "@/lib/model/tokens";
import { getSpan } from "@/lib/traces/get-span";
import { getTrace } from "@/lib/traces/get-trace";

import { anyAdditions, anySpans } from "./any-trace.testing";
import { deriveTraces } from "./derive-traces";
import type { AdditionFacts, SpanFacts } from "./facts";
import { addition, span, store } from "./testing";

/** A trace is read as what it is from its first second on: what a reader is given does not change when it is derived. */

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const contextOf = (project: TestProject, now = "2026-03-20T12:00:00Z"): Context => ({
  sql: db.app,
  project,
  actor: { kind: "system", name: "test" },
  now: () => new Date(now),
});

/** Derives what waits, and finds that it was: a trace that cannot be derived would be read by the same way twice. */
const derive = async (): Promise<void> => {
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  expect(await db.owner`select from dirty_traces`).toHaveLength(0);
};

/** All that readers are given of a trace. Prompts are registered by derivation: until then they have neither name nor number. */
async function read(ctx: Context, traceId: string) {
  const document = await getTrace(ctx, { traceId, include: ["content", "attributes"] });
  const details = await Promise.all(
    document.spans.map(({ span_id: spanId }) => getSpan(ctx, { traceId, spanId })),
  );
  return {
    ...document,
    spans: document.spans.map((one) => ({ ...one, prompt: one.prompt?.fingerprint })),
    details: details.map((detail) => ({ ...detail, span: { ...detail.span, prompt: null } })),
  };
}

async function stored(spans: readonly SpanFacts[], additions: readonly AdditionFacts[] = []) {
  const project = await makeProject(db.owner);
  const traceId = randomUUID();
  await store(db.worker, project, traceId, spans, additions);
  return { project, traceId, ctx: contextOf(project) };
}

async function readTwice(spans: readonly SpanFacts[], additions: readonly AdditionFacts[] = []) {
  const { ctx, traceId } = await stored(spans, additions);
  const before = await read(ctx, traceId);
  await derive();
  return { before, after: await read(ctx, traceId) };
}

describe("a trace that is not derived yet is read as it is afterwards", () => {
  it("whatever its spans are", async () => {
    await fc.assert(
      fc.asyncProperty(anySpans, anyAdditions, async (spans, additions) => {
        const { before, after } = await readTwice(spans, additions);
        expect(before).toEqual(after);
      }),
      { numRuns: 150 },
    );
  });

  it("two failed reports of one call beside each other, without a response id", async () => {
    const failed = (id: string, name: string, at: number, ms: number) =>
      span(id, { name, parentSpanId: "1", at, ms, kind: "llm", isError: true, requestModel: "m" });
    const { before, after } = await readTwice([
      span("1", { kind: "agent", ms: 20 }),
      failed("a", "anthropic.chat", 0, 10),
      failed("b", "messages.create", 1_000, 8),
    ]);
    expect(before).toEqual(after);
    expect(after.spans.map(({ kind, wrapped_by }) => ({ kind, wrapped_by }))).toEqual([
      { kind: "agent", wrapped_by: [] },
      { kind: "llm", wrapped_by: ["b".padStart(16, "0")] },
      { kind: "workflow", wrapped_by: [] },
    ]);
  });

  it("a call of which only an event tells the usage", async () => {
    const call = JSON.stringify({
      provider: "openai",
      requestModel: "m",
      responseModel: null,
      responseId: null,
      tokens: { ...UNKNOWN_TOKENS, inputUncached: 7, outputText: 3 },
      usageRule: "sum",
      costNanoUsd: "5000",
      priceId: null,
    });
    const { before, after } = await readTwice(
      [span("a", { kind: "llm", requestModel: "m" })],
      [addition("a", { call })],
    );
    expect(before).toEqual(after);
    expect(before).toMatchObject({ cost_usd: "0.000005", spans: [{ tokens: { input_total: 7 } }] });
  });

  it("a call that the trace of its provider tells as well", async () => {
    const told = {
      kind: "llm",
      responseId: "r",
      requestModel: "m",
      inputUncachedTokens: 10,
      costNanoUsd: 5,
    } as const;
    const { ctx, project, traceId } = await stored([span("a", { ...told, service: "shop", ms: 100 })]);
    const there = randomUUID();
    await store(db.worker, project, there, [
      span("b", { ...told, service: "vllm", at: 10_000, ms: 50, flags: FLAG.server }),
    ]);
    const readBoth = () => Promise.all([traceId, there].map((id) => read(ctx, id)));
    const before = await readBoth();
    expect(before).toMatchObject([
      { counts: { llm: 1 }, spans: [{ told_elsewhere: { counted: "here" } }] },
      { counts: { llm: 0 }, spans: [{ told_elsewhere: { counted: "there" } }] },
    ]);
    await derive();
    expect(await readBoth()).toEqual(before);
  });

  it("a trace of which more came since it was derived", async () => {
    const { ctx, project, traceId } = await stored([span("b", { parentSpanId: "a", at: 10, kind: "llm" })]);
    await derive();
    await store(db.worker, project, traceId, [
      span("a", { kind: "agent", feature: "search", ms: 5_000 }),
      span("c", { parentSpanId: "b", at: 20, kind: "llm", outputTextTokens: 3 }),
    ]);
    const before = await read(ctx, traceId);
    expect(before).toMatchObject({ feature: "search", counts: { spans: 3, llm: 1 } });
    await derive();
    expect(await read(ctx, traceId)).toEqual(before);
  });

  const cases = wireCases(WIRE_CLIENTS.filter((client) => client !== "langsmith"));
  // Recorded data that a clone may lack (RECOUNT_FIXTURES); a test that is skipped counts as failed.
  if (cases === null)
    it("recorded requests are absent: set RECOUNT_FIXTURES", () => expect(cases).toBeNull());
  for (const one of cases ?? [])
    it(`what ${one.name} sent`, async () => {
      const { spans } = decodeCase(one);
      const last = spans.reduce((at, { startedAtNs }) => (startedAtNs > at ? startedAtNs : at), 0n);
      const ctx = contextOf(
        await makeProject(db.owner),
        new Date(Number(last / 1_000_000n) + 60_000).toISOString(),
      );
      const { batch } = accept(ctx, { spans, additions: [], scores: [], rejected: [], ignored: 0 });
      await writeBatch(db.pipeline, batch, new KnownBodies());
      const traceIds = [...new Set(spans.map(({ traceId }) => traceId))];
      const before = await Promise.all(traceIds.map((traceId) => read(ctx, traceId)));
      await derive();
      const after = await Promise.all(traceIds.map((traceId) => read(ctx, traceId)));
      expect(before).toEqual(after);
    });
});

describe("the order of the steps", () => {
  it("is by start, and stored only where a step would stand before the one that it is part of", async () => {
    const { project, traceId, ctx } = await stored([
      span("a", { at: 50, kind: "agent" }),
      span("b", { parentSpanId: "a", at: 10, kind: "tool" }),
      span("c", { parentSpanId: "b", at: 20, kind: "llm" }),
      span("d", { parentSpanId: "a", at: 60, kind: "llm" }),
    ]);
    await derive();
    const names = (await getTrace(ctx, { traceId })).spans.map(({ name }) => name);
    expect(names).toEqual(["a", "b", "c", "d"]);
    const orders =
      await db.owner`select name, derived_order from spans where project_id = ${project.id} order by name`;
    expect(orders.map((row) => row["derived_order"])).toEqual([0, 1, 2, 3]);
  });

  it("puts a step that starts with its parent behind it, whatever their ids are", async () => {
    const { before, after } = await readTwice([
      span("b", { kind: "agent", ms: 10 }),
      span("a", { parentSpanId: "b", kind: "llm", ms: 10 }),
      span("c", { parentSpanId: "b", kind: "llm", ms: 20 }),
    ]);
    expect(before.spans.map(({ name }) => name)).toEqual(["b", "c", "a"]);
    expect(after).toEqual(before);
  });
});
