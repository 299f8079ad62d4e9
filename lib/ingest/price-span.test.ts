import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import type { Context } from "@/lib/context";
import type { Price } from "@/lib/cost/price";
import { tokenEstimator } from "@/lib/cost/estimate-tokens";
import { PriceBook } from "@/lib/cost/price-book";
import { flagNames } from "@/lib/model/flags";
import { deriveTraces } from "@/lib/derive/derive-traces";
import type { Json } from "@/lib/model/json";
import type { ModelSpan } from "@/lib/model/span";
import { getTrace } from "@/lib/traces/get-trace";

import { accept } from "./accept";
import { modelSpan } from "@/lib/ingest/dialects/span.testing";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import { writeBatch } from "./write";

const NOW = Date.UTC(2026, 4, 20, 12);
/** US dollars a million tokens. */
const UNITS = { input_mtok: "2.5", cache_read_mtok: "1.25", cache_write_mtok: "3", output_mtok: "10" };
const price: Price = {
  id: "1",
  source: "genai-prices",
  provider: "p",
  model: "m",
  validFrom: null,
  units: UNITS,
};
const book: PriceBook = Object.assign(new PriceBook([]), { candidates: () => [price] });
const without: PriceBook = Object.assign(new PriceBook([]), { candidates: () => [] });

const project = { id: 1, shardKeys: [0], retentionDays: 30 } as unknown as Context["project"];
const recent = <Span extends ModelSpan>(span: Span): Span => ({
  ...span,
  startedAtNs: BigInt(NOW - 60_000) * 1_000_000n,
});
const billed = (span: ModelSpan, prices = book) => {
  const decoded = { spans: [recent(span)], additions: [], scores: [], rejected: [], ignored: 0 };
  const { batch } = accept({ project, now: () => new Date(NOW) }, decoded, prices);
  return batch.spans[0];
};

const call = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "m" };
const cached = {
  ...call,
  "gen_ai.usage.input_tokens": 5000,
  "gen_ai.usage.output_tokens": 100,
  "gen_ai.usage.cache_read.input_tokens": 3000,
};

describe("what the client says it cost", () => {
  it("shows that the input leaves the cache out, where only habit said that it does not", () => {
    // 5,000 uncached, 3,000 read and 100 of output.
    const row = billed(modelSpan({ ...cached, "gen_ai.usage.cost": 0.01725 }));
    expect(row).toMatchObject({
      input_uncached_tokens: 5000,
      cache_read_tokens: 3000,
      usage_rule: "reported_cost",
      cost_nano_usd: 17_250_000n,
    });
  });
  it("leaves the habit where it fits, and where neither fits", () => {
    for (const cost of [0.00975, 0.5])
      expect(billed(modelSpan({ ...cached, "gen_ai.usage.cost": cost }))).toMatchObject({
        input_uncached_tokens: 2000,
        usage_rule: "inclusive_by_convention",
        cost_nano_usd: 9_750_000n,
      });
  });
  it("says nothing against what the counts themselves show", () => {
    const row = billed(
      modelSpan({ ...cached, "gen_ai.usage.total_tokens": 8100, "gen_ai.usage.cost": 0.00975 }),
    );
    expect(row).toMatchObject({ input_uncached_tokens: 5000, usage_rule: "total_adds_cache" });
  });
});

it("prices of the list are stored with the calls that they billed, a project's own are not: they are its secret", () => {
  const span = recent(
    modelSpan({ ...call, "gen_ai.usage.input_tokens": 7, "gen_ai.usage.output_tokens": 3 }),
  );
  const stored = (source: Price["source"]) => {
    const prices = Object.assign(new PriceBook([]), { candidates: () => [{ ...price, source }] });
    const decoded = { spans: [span], additions: [], scores: [], rejected: [], ignored: 0 };
    const { batch } = accept({ project, now: () => new Date(NOW) }, decoded, prices);
    expect(batch.spans[0]).toMatchObject({ price_id: "1", cost_nano_usd: 47_500n });
    return [...batch.prices.keys()];
  };
  expect(stored("genai-prices")).toEqual(["1"]);
  expect(stored("own")).toEqual([]);
});

describe("a call without usage", () => {
  const estimating: PriceBook = Object.assign(new PriceBook([], tokenEstimator), {
    candidates: () => [price],
  });
  const texts = {
    ...call,
    "gen_ai.input.messages": JSON.stringify([{ role: "user", parts: [{ type: "text", content: "Hello." }] }]),
    "gen_ai.output.messages": JSON.stringify([
      { role: "assistant", parts: [{ type: "text", content: "Good day." }], finish_reason: "stop" },
    ]),
  };
  const isEstimated = (span: ModelSpan, prices = estimating) => {
    const row = billed(span, prices);
    return [row?.usage_rule, row?.cost_nano_usd !== null, flagNames(row?.flags ?? 0).length > 0];
  };

  it("is estimated from its texts, where the project wants that", () => {
    expect(isEstimated(modelSpan(texts))).toEqual(["estimated:o200k", true, true]);
    expect(isEstimated(modelSpan(texts), book)).toEqual([null, false, false]);
  });
  it("that failed is not: there is nothing to estimate", () => {
    expect(isEstimated(modelSpan(texts, { span: { statusCode: 2 } }))).toEqual([null, false, false]);
  });
  it("but with counts is what it counts", () => {
    const counted = modelSpan({ ...texts, "gen_ai.usage.input_tokens": 7, "gen_ai.usage.output_tokens": 3 });
    expect(billed(counted, estimating)).toMatchObject({ input_uncached_tokens: 7, output_text_tokens: 3 });
  });
});

describe("what the cache cost, without a count", () => {
  const litellm = (attributes: { [key: string]: Json }) =>
    modelSpan(
      { ...call, "gen_ai.usage.input_tokens": 10_000, "gen_ai.usage.output_tokens": 50, ...attributes },
      { scope: "litellm" },
    );
  it("counts it by the price", () =>
    expect(billed(litellm({ "gen_ai.cost.cache_read_cost": 0.01 }))).toMatchObject({
      input_uncached_tokens: 2000,
      cache_read_tokens: 8000,
      cache_write_tokens: null,
      usage_rule: "cache_counted_by_cost",
      cost_nano_usd: 15_500_000n,
    }));
  it.each([
    ["no whole number of tokens costs that much", { "gen_ai.cost.cache_read_cost": 0.0100004 }, book],
    ["it would be more than the input", { "gen_ai.cost.cache_read_cost": 0.02 }, book],
    ["there is no price", { "gen_ai.cost.cache_read_cost": 0.01 }, without],
  ])("leaves the cost unknown where %s", (_, attributes, prices) =>
    expect(billed(litellm(attributes), prices)).toMatchObject({
      input_uncached_tokens: null,
      cost_nano_usd: null,
      usage_rule: "cache_cost_without_count",
    }),
  );
});

describe("an agent that carries usage", () => {
  let db: TestDatabase;
  let own: TestProject;
  beforeAll(async () => {
    db = await createTestDatabase();
    own = await makeProject(db.owner);
  });
  afterAll(() => db.close());

  const said = {
    "gen_ai.request.model": "m",
    "gen_ai.usage.input_tokens": 1000,
    "gen_ai.usage.output_tokens": 100,
  };
  const AGENT = "00000000000000a1";
  const agent = modelSpan({ ...said, "gen_ai.operation.name": "invoke_agent" }, { span: { spanId: AGENT } });
  const inner = modelSpan(
    { ...said, "gen_ai.operation.name": "chat" },
    { span: { spanId: "00000000000000a2", parentSpanId: AGENT } },
  );

  async function trace(batches: readonly ModelSpan[][]) {
    const traceId = randomBytes(16).toString("hex");
    const ctx: Context = {
      sql: db.app,
      project: own,
      actor: { kind: "system", name: "test" },
      now: () => new Date(NOW),
    };
    for (const spans of batches) {
      const decoded = {
        spans: spans.map((span) => recent({ ...span, traceId })),
        additions: [],
        scores: [],
        rejected: [],
        ignored: 0,
      };
      await writeBatch(db.pipeline, accept(ctx, decoded, book).batch, new KnownBodies());
      while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
    }
    const found = await getTrace(ctx, { traceId, include: ["content"] });
    return {
      cost: found.cost_usd,
      status: found.cost_status,
      input: found.tokens?.input_total,
      spans: found.spans.map((span) => [span.kind, span.cost_usd]),
    };
  }

  it("alone is priced", async () =>
    expect(await trace([[agent]])).toEqual({
      cost: "0.0035",
      status: "known",
      input: 1000,
      spans: [["llm", "0.0035"]],
    }));

  it("is never priced twice, whenever its call comes", async () => {
    const once = {
      cost: "0.0035",
      status: "known",
      input: 1000,
      spans: [
        ["agent", null],
        ["llm", "0.0035"],
      ],
    };
    expect(await trace([[agent, inner]])).toEqual(once);
    expect(await trace([[agent], [inner]])).toEqual(once);
    expect(await trace([[inner], [agent]])).toEqual(once);
  });
});
