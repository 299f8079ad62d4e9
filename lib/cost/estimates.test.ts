import { afterAll, beforeAll, expect, it } from "vitest";

import { inProject } from "@/db/tenant";
import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { rollUp } from "@/lib/derive/roll-up";
import { accept } from "@/lib/ingest/accept";
import { writeBatch } from "@/lib/ingest/write";
import { queryMetrics } from "@/lib/metrics/query-metrics";
import type { ModelSpan } from "@/lib/model/span";
import { modelSpan } from "@/lib/model/testing";
import { getTrace } from "@/lib/traces/get-trace";
import { auditOf, makeMember } from "@/lib/users/testing";

import { readPriceBook } from "./read-price-book";
import { setEstimates } from "./set-estimates";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const startedAtNs = BigInt(Date.now() - 3_600_000) * 1_000_000n;
const said: Partial<ModelSpan> = {
  kind: "llm",
  provider: "openai",
  requestModel: "gpt-4o",
  startedAtNs,
  tokens: null,
  input: [{ role: "user", content: "Where is my order?" }],
  output: [{ role: "assistant", content: "On its way." }],
};

const scene = async () => {
  const project = await makeProject(db.owner);
  const { ctx } = await makeMember(db, project, "admin");
  const send = async (...spans: ModelSpan[]) => {
    const book = await inProject(db.app, project.id, (tx) => readPriceBook(tx, project.id));
    const decoded = { spans, additions: [], scores: [], rejected: [], ignored: 0 };
    const { batch } = accept({ project, now: () => new Date() }, decoded, book);
    await writeBatch(db.pipeline, batch, { find: () => null, add: () => {} });
    while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
    while ((await rollUp(db.worker, { settled: true })) > 0);
  };
  const cost = async () =>
    (await queryMetrics(ctx, { metric: "cost_usd", from: new Date(Date.now() - 86_400_000).toISOString() }))
      .series[0]?.total;
  return { project, ctx, send, cost };
};

it("a call without usage stays unknown until somebody switches estimates on; then it says everywhere that it is one", async () => {
  const { project, ctx, send, cost } = await scene();
  const silent = modelSpan(said);
  await send(silent);
  expect(await getTrace(ctx, { traceId: silent.traceId })).toMatchObject({
    tokens: null,
    cost_usd: null,
    cost_status: "unknown",
    tokens_estimated: false,
  });

  await setEstimates(ctx, { estimateTokens: true });
  const estimated = modelSpan(said);
  await send(estimated);
  const trace = await getTrace(ctx, { traceId: estimated.traceId });
  // 12 * 2.5 + 4 * 10 dollars a million
  expect(trace).toMatchObject({
    tokens: { input_total: 12, output_total: 4 },
    tokens_estimated: true,
    cost_usd: "0.00007",
    cost_status: "partial",
    notes: ["tokensEstimated"],
  });
  expect(trace.spans[0]).toMatchObject({ tokens_estimated: true, usage_rule: "estimated:o200k" });
  expect(await cost()).toEqual({ value: "0.00007", unknown: 1, estimated: 1 });
  expect(await auditOf(db, project)).toEqual([`token_estimates.switched_on ${project.slug}`]);

  // The same bytes again, by a server process that does not estimate: what is stored stays.
  await setEstimates(ctx, { estimateTokens: false });
  await send(estimated, silent);
  expect(await cost()).toEqual({ value: "0.00007", unknown: 1, estimated: 1 });
});

it("what a provider reported is believed before an estimate of the same call", async () => {
  const { ctx, send, cost } = await scene();
  await setEstimates(ctx, { estimateTokens: true });
  const outer = modelSpan({
    ...said,
    tokens: {
      inputUncached: 1000,
      cacheRead: null,
      cacheWrite: null,
      cacheWrite1h: null,
      inputAudio: null,
      outputText: 0,
      reasoning: null,
      outputAudio: null,
    },
  });
  const inner = modelSpan({ ...said, traceId: outer.traceId, parentSpanId: outer.spanId });
  await send(outer, inner);
  expect(await cost()).toEqual({ value: "0.0025", unknown: 0 });
  expect(await getTrace(ctx, { traceId: outer.traceId })).toMatchObject({
    tokens_estimated: false,
    cost_status: "known",
  });
});

it("failed calls are not estimated, and managers do not decide", async () => {
  const { project, ctx, send, cost } = await scene();
  await setEstimates(ctx, { estimateTokens: true });
  await send(modelSpan({ ...said, isError: true }));
  expect(await cost()).toEqual({ value: "0", unknown: 0 });
  const { ctx: manager } = await makeMember(db, project, "manager");
  await expect(setEstimates(manager, { estimateTokens: false })).rejects.toMatchObject({ code: "forbidden" });
});
