import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import type { Context } from "@/lib/context";
import { checkDerived } from "@/lib/rebuild/rebuild";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { rollUp } from "@/lib/derive/roll-up";
import { accept } from "@/lib/ingest/accept";
import { writeBatch } from "@/lib/ingest/write";
import type { ModelSpan } from "@/lib/model/span";
import { modelSpan } from "@/lib/model/testing";
import { auditOf, makeMember } from "@/lib/users/testing";

import { addOwnPrice } from "../own/add-own-price";
import { removeOwnPrice } from "../own/remove-own-price";
import { PriceBook } from "../price-book";
import { cancelRepricing } from "./cancel-repricing";
import { listRepricings } from "./list-repricings";
import { repriceStep } from "./reprice-step";
import { totalDifference } from "./repricing";
import { runRepricing } from "./run-repricing";
import { startPreview } from "./start-preview";

let db: TestDatabase;
let project: TestProject;
let ctx: Context;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  project = await makeProject(db.owner, { shardKeys: [1, 2] });
  ({ ctx } = await makeMember(db, project, "admin"));
});

/** Whole minutes of a while ago: their buckets are closed. */
const AN_HOUR_AGO = BigInt(Math.floor(Date.now() / 60_000 - 60) * 60_000) * 1_000_000n;
const RANGE = {
  from: new Date(Date.now() - 86_400_000).toISOString(),
  to: new Date(Date.now() + 60_000).toISOString(),
};

const callOf = (model: string, at = 0): ModelSpan =>
  modelSpan({
    kind: "llm",
    provider: "openai",
    requestModel: model,
    startedAtNs: AN_HOUR_AGO + BigInt(at) * 1_000_000n,
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
  });

async function send(spans: ModelSpan[], book = PriceBook.list): Promise<void> {
  const decoded = { spans, additions: [], scores: [], rejected: [], ignored: 0 };
  const { batch } = accept({ project, now: () => new Date() }, decoded, book);
  await writeBatch(db.pipeline, batch, { find: () => null, add: () => {} });
  // Repricing rests while many traces wait.
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
}

async function derive(): Promise<void> {
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  while ((await rollUp(db.worker, { settled: true })) > 0);
}

/** Runs what is under way to its end; prices count as settled. */
async function work(): Promise<void> {
  await db.owner`update price_overrides set created_at = created_at - interval '1 hour', removed_at = removed_at - interval '1 hour'`;
  while (await repriceStep(db.worker));
}

async function preview(scope: Partial<Parameters<typeof startPreview>[1]> = {}): Promise<number> {
  const { id } = await startPreview(ctx, { ...RANGE, ...scope });
  await work();
  return id;
}

const latest = async () => (await listRepricings(ctx))[0]!;

async function costs() {
  const [row] = await db.owner<
    { spans: string | null; traces: string | null; rollups: string; usage: string; unknown: number }[]
  >`
    select
      (select sum(cost_nano_usd) from spans where project_id = ${project.id})::text as spans,
      (select sum(cost_nano_usd) from traces where project_id = ${project.id})::text as traces,
      (select coalesce(sum(cost_nano_usd), 0) from rollup_calls where project_id = ${project.id} and tier = 60)::text as rollups,
      (select coalesce(sum(cost_nano_usd), 0) from usage where project_id = ${project.id} and tier = 60)::text as usage,
      (select coalesce(sum(unknown_cost_count), 0)::int from rollup_calls where project_id = ${project.id} and tier = 60) as unknown`;
  return row!;
}

const price = (model: string, input: string) => ({
  provider: "*",
  model,
  units: { standard: { input_mtok: input, output_mtok: "0" } },
});

describe("repricing", () => {
  it("says what it would do and changes nothing; then does just that, and every figure follows", async () => {
    await send([...Array.from({ length: 5 }, (_, at) => callOf("house-9b", at)), callOf("gpt-4o")]);
    await derive();
    // gpt-4o: 1000 * 2.5 + 100 * 10 dollars a million
    expect(await costs()).toMatchObject({ spans: "3500000", rollups: "3500000", unknown: 5 });

    await addOwnPrice(ctx, price("house-9b", "3"));
    const id = await preview();
    const seen = await latest();
    expect(seen).toMatchObject({ id, state: "previewed", totalCalls: 6, doneCalls: 6 });
    expect(seen.preview).toEqual([
      {
        provider: "openai",
        model: "house-9b",
        calls: 5,
        changed: 5,
        unknownBefore: 5,
        unknownAfter: 0,
        costBefore: "0",
        costAfter: "15000000",
      },
      {
        provider: "openai",
        model: "gpt-4o",
        calls: 1,
        changed: 0,
        unknownBefore: 0,
        unknownAfter: 0,
        costBefore: "3500000",
        costAfter: "3500000",
      },
    ]);
    await derive();
    expect(await costs()).toMatchObject({ spans: "3500000", unknown: 5 });

    await runRepricing(ctx, { id });
    await work();
    expect(await latest()).toMatchObject({ state: "done", result: seen.preview });
    await derive();
    const all = "18500000";
    expect(await costs()).toEqual({ spans: all, traces: all, rollups: all, usage: all, unknown: 0 });
    const check = await checkDerived(db.worker, () => {});
    expect(check).toMatchObject({ changedTraces: 0, changedSpans: 0 });
    expect(await auditOf(db, project)).toEqual([
      "price.added house-9b",
      "repricing.previewed *",
      "repricing.started *",
      "repricing.finished *",
    ]);
  });

  it("a late copy of the same bytes does not bring the old price back", async () => {
    const spans = [callOf("house-9b")];
    await send(spans);
    await addOwnPrice(ctx, price("house-9b", "3"));
    await runRepricing(ctx, { id: await preview() });
    await work();
    await send(spans);
    await derive();
    expect(await costs()).toMatchObject({ spans: "3000000", traces: "3000000" });
  });

  it("a price that is gone makes its calls unknown again", async () => {
    const { id } = await addOwnPrice(ctx, price("house-9b", "3"));
    const own = { id, ...price("house-9b", "3"), validFrom: null, validTo: null };
    await send([callOf("house-9b")], new PriceBook([own]));
    await removeOwnPrice(ctx, { id });
    await runRepricing(ctx, { id: await preview() });
    await work();
    await derive();
    expect(await costs()).toMatchObject({ spans: null, traces: null, unknown: 1 });
  });

  it("takes only the calls of its range, provider and model", async () => {
    await send([
      callOf("house-9b"),
      callOf("house-9b-large"),
      callOf("other"),
      callOf("house-9b", -3_600_000),
    ]);
    const from = new Date(Number(AN_HOUR_AGO / 1_000_000n)).toISOString();
    const calls = async (scope: Partial<Parameters<typeof startPreview>[1]>) => {
      await preview(scope);
      return totalDifference((await latest()).preview ?? []).calls;
    };
    expect(await calls({})).toBe(4);
    expect(await calls({ from })).toBe(3);
    expect(await calls({ from, model: "House-9b*" })).toBe(2);
    expect(await calls({ from, model: "house-9b" })).toBe(1);
    expect(await calls({ provider: "azure.ai.openai" })).toBe(0);
  });

  it("goes on where it was when its worker is killed in the middle of a batch", async () => {
    // More than one batch.
    await send(Array.from({ length: 2_500 }, (_, at) => callOf("house-9b", at % 1000)));
    await addOwnPrice(ctx, price("house-9b", "3"));
    await runRepricing(ctx, { id: await preview() });
    await repriceStep(db.worker);
    expect(await latest()).toMatchObject({ state: "running", totalCalls: 2500, doneCalls: 2000 });
    const dying = db.worker.begin(async (tx) => {
      await repriceStep({ begin: (run: (tx: unknown) => unknown) => run(tx) } as never);
      throw new Error("killed");
    });
    await expect(dying).rejects.toThrow("killed");
    expect(await latest()).toMatchObject({ state: "running", doneCalls: 2000 });
    await work();
    expect(await latest()).toMatchObject({ state: "done", doneCalls: 2500 });
    expect((await costs()).spans).toBe(String(2_500 * 3_000_000));
  });

  it("stops when it is cancelled, and says how far it was", async () => {
    await send(Array.from({ length: 2_500 }, (_, at) => callOf("house-9b", at % 1000)));
    await addOwnPrice(ctx, price("house-9b", "3"));
    const id = await preview();
    await runRepricing(ctx, { id });
    await repriceStep(db.worker);
    await cancelRepricing(ctx, { id });
    await work();
    expect(await latest()).toMatchObject({ state: "cancelled", doneCalls: 2000 });
    expect((await costs()).spans).toBe(String(2_000 * 3_000_000));
    await expect(cancelRepricing(ctx, { id })).rejects.toMatchObject({ code: "conflict" });
    expect(await auditOf(db, project)).toContain("repricing.cancelled *");
  });

  it("does nothing else than was previewed: prices that change in between need a new preview", async () => {
    await send([callOf("house-9b")]);
    const id = await preview();
    await addOwnPrice(ctx, price("house-9b", "3"));
    await expect(runRepricing(ctx, { id })).rejects.toMatchObject({ code: "conflict" });
    const second = await preview();
    await runRepricing(ctx, { id: second });
    await addOwnPrice(ctx, price("house-7b", "3"));
    await work();
    expect(await latest()).toMatchObject({ state: "failed" });
    expect((await costs()).spans).toBeNull();
  });

  it("waits until no server process can accept calls at the old prices", async () => {
    await send([callOf("house-9b")]);
    await addOwnPrice(ctx, price("house-9b", "3"));
    const { id } = await startPreview(ctx, RANGE);
    while (await repriceStep(db.worker));
    await runRepricing(ctx, { id });
    expect(await repriceStep(db.worker)).toBe(false);
    expect(await latest()).toMatchObject({ state: "queued" });
    await work();
    expect(await latest()).toMatchObject({ state: "done" });
  });

  it("one at a time, and only for admins", async () => {
    await startPreview(ctx, RANGE);
    await expect(startPreview(ctx, RANGE)).rejects.toMatchObject({ code: "conflict" });
    await work();
    const { ctx: manager } = await makeMember(db, project, "manager");
    await expect(startPreview(manager, RANGE)).rejects.toMatchObject({ code: "forbidden" });
    const { id } = await latest();
    await expect(runRepricing(manager, { id })).rejects.toMatchObject({ code: "forbidden" });
    await expect(cancelRepricing(manager, { id })).rejects.toMatchObject({ code: "forbidden" });
    const other = await makeProject(db.owner);
    const { ctx: stranger } = await makeMember(db, other, "admin");
    await expect(runRepricing(stranger, { id })).rejects.toMatchObject({ code: "not_found" });
    expect(await listRepricings(stranger)).toEqual([]);
  });
});
