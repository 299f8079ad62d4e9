import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { rollUp } from "@/lib/derive/roll-up";
import { accept } from "@/lib/ingest/accept";
import { writeBatch } from "@/lib/ingest/write";
import type { ModelSpan } from "@/lib/model/span";
import { modelSpan } from "@/lib/model/testing";
import { makeMember } from "@/lib/users/testing";

import { addOwnPrice } from "@/lib/cost/own/add-own-price";
import { exportPrices } from "./export-prices";
import { differs, lackOf } from "./assess-traffic";
import { modelTraffic } from "./model-traffic";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const HOUR = 3_600_000;
const call = (agoMs: number, said: Partial<ModelSpan>): ModelSpan =>
  modelSpan({
    kind: "llm",
    provider: "openai",
    requestModel: "gpt-4o",
    startedAtNs: BigInt(Date.now() - agoMs) * 1_000_000n,
    tokens: {
      inputUncached: 1000,
      cacheRead: null,
      cacheWrite: null,
      cacheWrite1h: null,
      inputAudio: null,
      outputText: 100,
      reasoning: null,
      outputAudio: null,
    },
    ...said,
  });

it("adds whole hours of the roll-ups and the last calls themselves, each call once, and says what is lacking", async () => {
  const project = await makeProject(db.owner, { shardKeys: [1, 2, 3] });
  const { ctx } = await makeMember(db, project, "admin");
  const ages = [60_000, 30 * 60_000, 90 * 60_000, 3 * HOUR, 50 * HOUR];
  const spans = ages.flatMap((age) => [
    call(age, {}),
    call(age, { requestModel: "house-9b" }),
    call(age, { requestModel: "gpt-4o-mini", tokens: null }),
    call(age, { requestModel: "gpt-4.1", reportedCostUsd: "0.01" }),
  ]);
  const decoded = { spans, additions: [], scores: [], rejected: [], ignored: 0 };
  const { batch } = accept({ project, now: () => new Date() }, decoded);
  await writeBatch(db.pipeline, batch, { find: () => null, add: () => {} });
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  while ((await rollUp(db.worker, { settled: true })) > 0);

  const traffic = await modelTraffic(ctx);
  const of = (model: string) => traffic.find((row) => row.model === model)!;
  expect(traffic.map((row) => row.calls)).toEqual([5, 5, 5, 5]);
  expect(of("gpt-4o")).toMatchObject({ costNanoUsd: "17500000", unknownCost: 0, inputTokens: 5000 });
  expect(of("house-9b")).toMatchObject({ unknownCost: 5, unknownUsage: 0, price: null });
  expect(of("gpt-4o-mini")).toMatchObject({ unknownCost: 5, unknownUsage: 5 });
  expect(traffic.filter((row) => lackOf(row) !== null).map((row) => [row.model, lackOf(row)])).toEqual([
    ["gpt-4o-mini", "no_usage"],
    ["house-9b", "no_price"],
  ]);
  // 1000 * 2 + 100 * 8 dollars a million, five times.
  expect(of("gpt-4.1")).toMatchObject({
    reportedCalls: 5,
    reportedNanoUsd: "50000000",
    comparedNanoUsd: "14000000",
  });
  expect(traffic.filter(differs).map((row) => row.model)).toEqual(["gpt-4.1"]);

  // Before the roll-ups hold it: another call, three hours ago.
  const late = { ...decoded, spans: [call(3 * HOUR, {})] };
  await writeBatch(db.pipeline, accept({ project, now: () => new Date() }, late).batch, {
    find: () => null,
    add: () => {},
  });
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  expect((await modelTraffic(ctx)).map((row) => row.calls)).toEqual([6, 5, 5, 5]);

  await addOwnPrice(ctx, {
    provider: "*",
    model: "house-*",
    units: { standard: { input_mtok: "1" }, batch: { input_mtok: "0.5" } },
    note: "=HYPERLINK(1)",
  });
  expect((await modelTraffic(ctx)).map((row) => lackOf(row))).toContain("priced_since");
  const csv = await exportPrices(ctx);
  expect(csv.split("\r\n")).toHaveLength(1 + 2 + 4 + 1);
  expect(csv).toContain("own,*,house-*,batch,,,0.5");
  // A spreadsheet must not run what somebody wrote.
  expect(csv).toContain("'=HYPERLINK(1)");
});
