import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import type { Context } from "@/lib/context";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { checkDerived } from "@/lib/rebuild/rebuild";
import type { Json } from "@/lib/model/json";
import type { ModelAddition, ModelSpan } from "@/lib/model/span";
import { getTrace } from "@/lib/traces/get-trace";

import { accept } from "./accept";
import { readLog } from "./dialects/log-events";
import { modelSpan } from "./dialects/span.testing";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import { KnownLabelSets } from "./label-sets";
import { mergeEvents } from "./merge-events";
import { writeBatch } from "./write";

let db: TestDatabase;
let project: TestProject;
beforeAll(async () => {
  db = await createTestDatabase();
  project = await makeProject(db.owner);
});
afterAll(() => db.close());

const NOW = Date.UTC(2026, 4, 20, 12);
const atNs = BigInt(NOW - 60_000) * 1_000_000n;
const ID = "00000000000000a1";

const call = (attributes: { [key: string]: Json } = {}): ModelSpan => ({
  ...modelSpan({ "gen_ai.operation.name": "chat", ...attributes }, { span: { spanId: ID } }),
  startedAtNs: atNs,
});

const details = (attributes: { [key: string]: Json } = {}): ModelAddition =>
  readLog(
    {
      traceId: "5b8efff798038103d269b633813fc60c",
      spanId: ID,
      timeNs: atNs,
      observedNs: 0n,
      eventName: "gen_ai.client.inference.operation.details",
      body: null,
      attributes: new Map(
        Object.entries({
          "gen_ai.operation.name": "chat",
          "gen_ai.provider.name": "openai",
          "gen_ai.request.model": "gpt-4o",
          "gen_ai.usage.input_tokens": 1000,
          "gen_ai.usage.cache_read.input_tokens": 400,
          "gen_ai.usage.output_tokens": 100,
          ...attributes,
        }),
      ),
      size: 0,
    },
    0,
  ) as ModelAddition;

async function trace(
  batches: readonly { spans?: ModelSpan[]; additions?: ModelAddition[] }[],
  sets = new KnownLabelSets(),
) {
  const traceId = randomBytes(16).toString("hex");
  const ctx: Context = {
    sql: db.app,
    project,
    actor: { kind: "system", name: "test" },
    now: () => new Date(NOW),
  };
  for (const { spans = [], additions = [] } of batches) {
    const own = <Item extends object>(items: Item[]) => items.map((item) => ({ ...item, traceId }));
    const decoded = { spans: own(spans), additions: own(additions), scores: [], rejected: [], ignored: 0 };
    await writeBatch(db.pipeline, accept(ctx, decoded as never).batch, new KnownBodies(), sets);
    while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  }
  const found = await getTrace(ctx, { traceId, include: ["content"] });
  const [span] = found.spans;
  return {
    trace: [
      found.cost_usd,
      found.cost_status,
      found.tokens?.input_total,
      found.tokens?.cache_read,
      found.models,
    ],
    span: [span?.kind, span?.provider, span?.request_model, span?.cost_usd, span?.tokens?.input_total],
  };
}

describe("usage that only an event tells", () => {
  const told = {
    trace: ["0.003", "known", 1000, 400, ["gpt-4o"]],
    span: ["llm", "openai", "gpt-4o", "0.003", 1000],
  };

  it("is the call's, whichever comes first", async () => {
    expect(await trace([{ spans: [call()], additions: [details()] }])).toEqual(told);
    expect(await trace([{ spans: [call()] }, { additions: [details()] }])).toEqual(told);
    expect(await trace([{ additions: [details()] }, { spans: [call()] }])).toEqual(told);
    // Likewise of a span that keeps its labels itself. What spans say by themselves stays.
    expect(await trace([{ spans: [call()] }, { additions: [details()] }], new KnownLabelSets(0))).toEqual(
      told,
    );
    const kept = await db.owner`
      select s.name, s.service, r.label_set is null as "ownOnly", array_lower(r.own_labels, 1) as first
      from spans s
      join span_rows r using (project_id, trace_id, span_id, started_at)
      where s.project_id = ${project.id} and s.usage_rule is not null
      group by 1, 2, 3, 4
      order by 3`;
    const { name, service } = call();
    expect(kept).toEqual([false, true].map((ownOnly) => ({ name, service, ownOnly, first: 1 })));
    expect(await checkDerived(db.worker, () => {})).toMatchObject({ changedTraces: 0, changedSpans: 0 });
  });

  it("is the call's, whatever else of it is told in one request", async () => {
    const message: ModelAddition = {
      ...details(),
      call: null,
      occurredAtNs: atNs + 1n,
      input: [{ role: "user", content: "hello" }],
    };
    expect(await trace([{ spans: [call()], additions: mergeEvents([details(), message]) }])).toEqual(told);
  });

  it("is billed as the call was served", async () => {
    const served = details({
      "openai.request.service_tier": "auto",
      "openai.response.service_tier": "batch",
      "gen_ai.usage.cache_read.input_tokens": 0,
    });
    // 1,000 * 1.25 + 100 * 5 dollars a million tokens
    expect((await trace([{ spans: [call()], additions: [served] }])).span[3]).toBe("0.00175");
  });

  it("is not the call's that carries its own", async () => {
    const own = call({
      "gen_ai.request.model": "gpt-4o",
      "gen_ai.usage.input_tokens": 10,
      "gen_ai.usage.output_tokens": 1,
    });
    expect((await trace([{ spans: [own], additions: [details()] }])).span).toEqual([
      "llm",
      null,
      "gpt-4o",
      "0.000035",
      10,
    ]);
  });

  it("of a model without a price is counted, and its cost unknown", async () => {
    const unknown = details({ "gen_ai.request.model": "a-model-of-our-own", "gen_ai.provider.name": "us" });
    expect((await trace([{ spans: [call()], additions: [unknown] }])).trace.slice(0, 3)).toEqual([
      null,
      "unknown",
      1000,
    ]);
  });
});
