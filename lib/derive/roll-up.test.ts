import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Sql } from "@/db/client";
import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { histogramOf } from "@/lib/stats/histogram";
import { histogramOfBytes } from "@/lib/stats/histogram-bytes";

import { deriveTraces } from "./derive-traces";
import type { AdditionFacts, SpanFacts } from "./facts";
import { deriveLag } from "./lag";
import { CALLS, TRACES } from "./rollups";
import { rollUp } from "./roll-up";
import { SetAside } from "./set-aside";
import { addition, span, store } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

async function settle(sql: Sql): Promise<void> {
  while ((await deriveTraces(sql, new Map(), { minAgeMs: 0 })).marks > 0);
  while ((await rollUp(sql, { settled: true })) > 0);
}

interface Story {
  traceId: string;
  spans: SpanFacts[];
  additions: AdditionFacts[];
}

const MINUTE = 60_000_000;
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
/** Traces over two days, hours and minutes, with nested calls, tools, failures and unknowns. */
const stories: fc.Arbitrary<Story[]> = fc
  .array(
    fc.record({
      traceId: fc.uuid({ version: 4 }),
      at: fc.constantFrom(
        0,
        MINUTE - 1,
        MINUTE,
        59 * MINUTE,
        60 * MINUTE,
        11 * 60 * MINUTE,
        12 * 60 * MINUTE,
        13 * 60 * MINUTE,
      ),
      spans: fc.array(
        fc.record({
          id: fc.integer({ min: 1, max: 6 }),
          parent: fc.integer({ min: 0, max: 6 }),
          at: fc.constantFrom(0, 1, 1000, 30_000_000, MINUTE),
          ms: maybe(fc.integer({ min: 0, max: 100_000 })),
          kind: fc.constantFrom("agent", "llm", "llm", "embedding", "tool", "retrieval", "other"),
          isError: fc.boolean(),
          streaming: maybe(fc.boolean()),
          ttftNs: maybe(fc.integer({ min: 1, max: 2e9 })),
          costNanoUsd: maybe(fc.integer({ min: 0, max: 1e6 })),
          outputTextTokens: maybe(fc.integer({ min: 0, max: 500 })),
          cacheReadTokens: maybe(fc.integer({ min: 0, max: 500 })),
          parts: fc.integer({ min: 0, max: 63 }),
          feature: maybe(fc.constantFrom("f", "g")),
          userId: maybe(fc.constantFrom("u", "v")),
          environment: maybe(fc.constantFrom("production", "staging")),
          provider: maybe(fc.constantFrom("p")),
          requestModel: maybe(fc.constantFrom("m", "n")),
          responseModel: maybe(fc.constantFrom("m-1")),
          promptFingerprint: maybe(fc.constantFrom("7", "8")),
          tags: maybe(fc.array(fc.constantFrom("x", "y"))),
        }),
        { minLength: 1, maxLength: 5 },
      ),
      addition: maybe(
        fc.record({
          id: fc.integer({ min: 1, max: 6 }),
          additionId: fc.uuid(),
          parts: fc.integer({ min: 0, max: 63 }),
        }),
      ),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((traces) =>
    [...new Map(traces.map((trace) => [trace.traceId, trace])).values()].map((trace) => ({
      traceId: trace.traceId,
      spans: [...new Map(trace.spans.map((said) => [said.id, said])).values()].map(
        ({ id, parent, at, ...said }) =>
          span(`${id}`, {
            ...said,
            at: trace.at + at,
            ...(parent ? { parentSpanId: `${parent}` } : {}),
          } as Parameters<typeof span>[1]),
      ),
      additions: trace.addition
        ? [
            addition(`${trace.addition.id}`, {
              additionId: trace.addition.additionId,
              parts: trace.addition.parts,
            }),
          ]
        : [],
    })),
  );

/** Everything derived about a project, in an order of its own. */
async function dump(project: TestProject): Promise<unknown> {
  const rows = async (table: string, drop: string[]) => {
    const found = await db.owner<{ row: Record<string, unknown> }[]>`
      select to_jsonb(t) - 'project_id' - ${drop}::text[] as row from ${db.owner(table)} t where project_id = ${project.id}`;
    return found.map(({ row }) => JSON.stringify(row)).sort();
  };
  return {
    traces: await rows("traces", []),
    spans: await rows("spans", []),
    calls: await rows("rollup_calls", []),
    rollups: await rows("rollup_traces", []),
    usage: await rows("usage", []),
    dimensions: await db.owner`
      select distinct environment, feature, kind, model from dimensions d where project_id = ${project.id}
        and exists (select from rollup_calls r where r.project_id = d.project_id and r.dimension_id = d.id) order by 1, 2, 3, 4`,
    versions: await db.owner`
      select p.name, v.fingerprint::text from prompt_versions v join prompts p on p.id = v.prompt_id
      where v.project_id = ${project.id}
        and exists (select from traces t where t.project_id = v.project_id and v.fingerprint = any(t.prompt_fingerprints) and t.feature = p.name)
      order by 1, 2`,
  };
}

describe("rollUp", () => {
  it("ends in the same rows whatever the order and the split of arrivals, with work in between", async () => {
    await fc.assert(
      fc.asyncProperty(stories, fc.infiniteStream(fc.nat()), async (traces, random) => {
        const [whole, pieces] = [await makeProject(db.owner), await makeProject(db.owner)];
        for (const { traceId, spans, additions } of traces)
          await store(db.worker, whole, traceId, spans, additions);
        await settle(db.worker);
        const arrivals = traces
          .flatMap(({ traceId, spans, additions }) => [
            ...spans.map((one) => ({ traceId, spans: [one], additions: [] as AdditionFacts[] })),
            ...additions.map((one) => ({ traceId, spans: [] as SpanFacts[], additions: [one] })),
          ])
          .map((arrival) => ({ arrival, at: random.next().value as number }))
          .sort((a, b) => a.at - b.at);
        for (const { arrival, at } of arrivals) {
          await store(db.worker, pieces, arrival.traceId, arrival.spans, arrival.additions);
          if (at % 3 === 0) await settle(db.worker);
          if (at % 5 === 0) await store(db.worker, pieces, arrival.traceId, arrival.spans, arrival.additions);
        }
        await settle(db.worker);
        expect(await dump(pieces)).toEqual(await dump(whole));
      }),
      { numRuns: 8 },
    );
  }, 120_000);

  it("equals the same aggregates over raw rows, on every tier", async () => {
    await fc.assert(
      fc.asyncProperty(stories, async (traces) => {
        const project = await makeProject(db.owner, { shardKeys: [1, 2, 3] });
        for (const { traceId, spans, additions } of traces)
          await store(db.worker, project, traceId, spans, additions);
        await settle(db.worker);
        for (const [tier, unit] of [
          [60, "minute"],
          [900, "quarter"],
          [3600, "hour"],
          [0, "day"],
        ] as const) {
          expect(await rolledCalls(project, tier)).toEqual(await rawCalls(project, unit));
          expect(await rolledTraces(project, tier)).toEqual(await rawTraces(project, unit));
          expect(await rolledUsage(project, tier)).toEqual(await rawUsage(project, unit));
        }
      }),
      { numRuns: 8 },
    );
  }, 120_000);

  it("costs the same summed by feature, by user, by model and in total", async () => {
    const project = await makeProject(db.owner);
    for (const { traceId, spans, additions } of fc.sample(stories, 5).flat())
      await store(db.worker, project, traceId, spans, additions);
    await settle(db.worker);
    const [sums] = await db.owner`
      select (select sum(cost_nano_usd) from traces where project_id = ${project.id}) as traces,
        (select sum(cost_nano_usd) from rollup_calls where project_id = ${project.id} and tier = 0 and cube = 5) as models,
        (select sum(cost_nano_usd) from rollup_traces where project_id = ${project.id} and tier = 3600 and cube = 105) as features,
        (select sum(cost_nano_usd) from usage where project_id = ${project.id} and tier = 3600 and cube = 1) as users`;
    expect(new Set(Object.values(sums ?? {})).size).toBe(1);
  });

  it("leaves a bucket alone while it is open, and its mark where it is", async () => {
    const project = await makeProject(db.owner);
    // A minute ahead: the bucket of this moment may be over before it is looked at.
    const startedUs = (Date.now() + 60_000) * 1000;
    await store(db.worker, project, randomUUID(), [span("a", { startedUs, kind: "llm" })]);
    await settle(db.worker);
    expect(await db.owner`select from rollup_calls where project_id = ${project.id}`).toHaveLength(0);
    expect(
      await db.owner`select distinct bucket from dirty_buckets where project_id = ${project.id} and tier = 60`,
    ).toHaveLength(1);
    expect((await deriveLag(db.worker)).buckets.find((one) => one.tier === 60)?.marks).toBeGreaterThan(0);
  });

  it("does everybody else's figures when one project's cannot be made, and says so", async () => {
    const [broken, well] = [await makeProject(db.owner), await makeProject(db.owner)];
    // The later bucket is made first: what fails stands in front of what must not.
    await store(db.worker, broken, randomUUID(), [span("a", { kind: "llm", at: 120 * MINUTE })]);
    await store(db.worker, well, randomUUID(), [span("a", { kind: "llm" })]);
    while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
    await db.owner.unsafe(`
      create function fail() returns trigger language plpgsql as $$ begin raise 'broken project'; end $$;
      create trigger fail before insert on rollup_calls for each row when (new.project_id = ${broken.id}) execute function fail()`);
    try {
      await expect(rollUp(db.worker, { settled: true })).rejects.toThrow("broken project");
    } finally {
      await db.owner.unsafe("drop function fail() cascade");
    }
    const rolled = async ({ id }: TestProject) => {
      const rows = await db.owner<{ tier: number }[]>`
        select distinct tier from rollup_calls where project_id = ${id} order by tier`;
      return rows.map(({ tier }) => tier);
    };
    expect(await rolled(broken)).toEqual([]);
    expect(await rolled(well)).toEqual([0, 60, 900, 3600]);
    await settle(db.worker);
    expect(await rolled(broken)).toEqual([0, 60, 900, 3600]);
  });

  describe("values beyond what a day tells apart", () => {
    const limits = { combinations: 10, users: 5 };
    const rollAll = async () => {
      while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
      while ((await rollUp(db.worker, { settled: true, limits })) > 0);
    };
    const sums = (project: TestProject, tier: number) => db.owner<
      { calls: number; features: number; others: number }[]
    >`
      select sum(r.calls)::int as calls, count(distinct d.feature)::int as features,
        coalesce(sum(r.calls) filter (where d.feature = '(other)'), 0)::int as others
      from rollup_calls r join dimensions d on d.project_id = r.project_id and d.cube = r.cube and d.id = r.dimension_id
      where r.project_id = ${project.id} and r.tier = ${tier} and r.cube = 0`;
    const calls = (from: number, to: number, at: number) =>
      Array.from({ length: to - from }, (_, n) =>
        span(`${from + n}`, {
          kind: "llm",
          at,
          feature: `f${from + n}`,
          userId: `u${from + n}`,
          costNanoUsd: 1,
        }),
      );

    it("count as other, the first ones by name, and nothing is lost or told twice", async () => {
      const [project, other] = [await makeProject(db.owner), await makeProject(db.owner)];
      for (const one of calls(0, 8, 0)) await store(db.worker, project, randomUUID(), [one]);
      await rollAll();
      for (const one of calls(0, 30, MINUTE)) await store(db.worker, project, randomUUID(), [one]);
      for (const one of calls(0, 3, MINUTE)) await store(db.worker, other, randomUUID(), [one]);
      await rollAll();
      for (const tier of [60, 900, 3600, 0])
        expect(await sums(project, tier)).toEqual([{ calls: 38, features: 11, others: 20 }]);
      expect(await sums(other, 60)).toEqual([{ calls: 3, features: 3, others: 0 }]);
      const days = await db.owner<{ source: string; known: number; full: boolean }[]>`
        select source, known::int, full_at is not null as full from label_days where project_id = ${project.id} order by source`;
      expect(days).toEqual([
        { source: "calls", known: 10, full: true },
        { source: "traces", known: 10, full: true },
        { source: "users", known: 5, full: true },
      ]);
      // Made anew, everything is the same.
      await db.owner`
        insert into dirty_buckets (project_id, tier, bucket)
        select distinct ${project.id}::int, 60, bucket from rollup_calls where project_id = ${project.id} and tier = 60`;
      const before = await dump(project);
      await rollAll();
      expect(await dump(project)).toEqual(before);
    });

    it("leave a user apart all day or not at all", async () => {
      const project = await makeProject(db.owner);
      for (let minute = 0; minute < 4; minute++) {
        for (const one of calls(minute * 2, minute * 2 + 6, minute * MINUTE))
          await store(db.worker, project, randomUUID(), [one]);
        await rollAll();
      }
      const days = await db.owner<{ user_id: string; calls: number }[]>`
        select user_id, sum(cost_nano_usd)::int as calls from usage
        where project_id = ${project.id} and tier = 0 and cube = 1 group by user_id order by user_id`;
      expect(days).toEqual([
        { user_id: "(other)", calls: 15 },
        { user_id: "u0", calls: 1 },
        { user_id: "u1", calls: 1 },
        { user_id: "u2", calls: 2 },
        { user_id: "u3", calls: 2 },
        { user_id: "u4", calls: 3 },
      ]);
    });
  });

  it("makes a bucket of more rows than are read at a time", async () => {
    const project = await makeProject(db.owner);
    const spans = Array.from({ length: 2_500 }, (_, n) =>
      span(`${n}`, { kind: "llm", feature: `f${n}`, at: n }),
    );
    await store(db.worker, project, randomUUID(), spans);
    await settle(db.worker);
    const [row] = await db.owner<{ calls: number; features: number }[]>`
      select sum(calls)::int as calls, count(*)::int as features from rollup_calls
      where project_id = ${project.id} and tier = 0 and cube = 0`;
    expect(row).toEqual({ calls: 2_500, features: 2_500 });
  }, 60_000);

  it("leaves what failed for a while before it tries again", async () => {
    const project = await makeProject(db.owner);
    await store(db.worker, project, randomUUID(), [span("a", { kind: "llm" })]);
    while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
    await db.owner.unsafe(`
      create function fail() returns trigger language plpgsql as $$ begin raise 'broken project'; end $$;
      create trigger fail before insert on rollup_calls for each row when (new.project_id = ${project.id}) execute function fail()`);
    let now = 0;
    const setAside = new SetAside(() => now);
    try {
      await expect(rollUp(db.worker, { settled: true, setAside })).rejects.toThrow("broken project");
      expect([await rollUp(db.worker, { settled: true, setAside }), setAside.size]).toEqual([0, 1]);
      now += 6_000;
      await expect(rollUp(db.worker, { settled: true, setAside })).rejects.toThrow("broken project");
    } finally {
      await db.owner.unsafe("drop function fail() cascade");
    }
    now += 20_000;
    expect(await rollUp(db.worker, { settled: true, setAside })).toBeGreaterThan(0);
    expect(setAside.size).toBe(0);
  });

  it("waits for a burst of marks to end before it reads a minute again", async () => {
    const project = await makeProject(db.owner);
    await store(db.worker, project, randomUUID(), [span("a", { kind: "llm" })]);
    await deriveTraces(db.worker, new Map(), { minAgeMs: 0 });
    const markedAgo = (seconds: number) =>
      db.owner`update dirty_buckets set marked_at = clock_timestamp() - make_interval(secs => ${seconds}) where project_id = ${project.id}`;
    // However long this takes, the mark is new when it is looked at.
    await markedAgo(-60);
    await rollUp(db.worker);
    expect(await db.owner`select from rollup_calls where project_id = ${project.id}`).toHaveLength(0);
    await markedAgo(2);
    await rollUp(db.worker);
    expect(
      await db.owner`select from rollup_calls where project_id = ${project.id} and tier = 60`,
    ).toHaveLength(1);
  });
});

// The other way to every figure: rows one by one, added up here.

type Row = Record<string, string | number | boolean | null>;
type Unit = "minute" | "quarter" | "hour" | "day";
const SECONDS: Record<Unit, number> = { minute: 60, quarter: 900, hour: 3600, day: 86_400 };
const bucketOf = (time: unknown, unit: Unit): string => {
  const ms = Date.parse(String(time));
  return new Date(ms - (ms % (SECONDS[unit] * 1000))).toISOString();
};

function add<T extends Row>(
  rows: readonly T[],
  key: (row: T) => unknown[],
  values: (row: T) => Record<string, unknown>,
): Record<string, unknown> {
  const groups = new Map<string, Record<string, unknown>[]>();
  for (const row of rows) {
    const name = JSON.stringify(key(row));
    groups.set(name, [...(groups.get(name) ?? []), values(row)]);
  }
  return Object.fromEntries(
    [...groups].map(([name, group]) => {
      const sums: Record<string, unknown> = {};
      for (const column of Object.keys(group[0] ?? {})) {
        const values_of = group.map((one) => one[column]);
        sums[column] = column.endsWith("_ns")
          ? histogramOf(values_of.filter((value) => value !== null).map(Number))
          : values_of.reduce<number>((sum, value) => sum + Number(value ?? 0), 0);
      }
      return [name, sums];
    }),
  );
}

const merged = (row: Row, name: string) => histogramOfBytes(row[name] as unknown as Buffer | null);

async function rawCalls(project: TestProject, unit: Unit) {
  const spans = await db.owner<Row[]>`
    select shard_key, started_at::text, coalesce(derived_environment, environment) as environment, coalesce(derived_feature, feature) as feature,
      coalesce(derived_kind, kind) as kind, provider, coalesce(request_model, response_model) as model, coalesce(derived_step, name) as name, tool_name, is_error, streaming, release,
      failure, coalesce(derived_fingerprint, prompt_fingerprint)::text as fingerprint,
      cost_nano_usd, output_text_tokens, cache_read_tokens, duration_ns, coalesce(derived_ttft_ns, ttft_ns) as ttft_ns
    from spans where project_id = ${project.id}`;
  const steps = spans.filter((row) => !["agent", "workflow", "other"].includes(String(row["kind"])));
  const isCall = (row: Row) => row["kind"] === "llm" || row["kind"] === "embedding";
  const noUsage = (row: Row) => row["output_text_tokens"] === null && row["cache_read_tokens"] === null;
  return add(
    steps,
    (row) => [
      bucketOf(row["started_at"], unit),
      row["shard_key"],
      row["environment"],
      row["feature"],
      row["kind"],
      row["provider"],
      row["model"],
      row["kind"] === "tool" ? (row["tool_name"] ?? row["name"]) : isCall(row) ? row["name"] : null,
      row["release"],
      row["failure"],
      row["fingerprint"],
    ],
    (row) => ({
      calls: 1,
      errors: row["is_error"],
      streamed: row["streaming"],
      cost: isCall(row) ? row["cost_nano_usd"] : 0,
      unknown_cost: isCall(row) && row["cost_nano_usd"] === null && !(row["is_error"] && noUsage(row)),
      unknown_usage: isCall(row) && !row["is_error"] && noUsage(row),
      output: isCall(row) ? row["output_text_tokens"] : 0,
      cache_read: isCall(row) ? row["cache_read_tokens"] : 0,
      duration_sum: row["duration_ns"],
      duration_ns: row["duration_ns"],
      ttft_ns: row["ttft_ns"],
    }),
  );
}

async function rolledCalls(project: TestProject, tier: number) {
  const rows = await db.owner<Row[]>`
    select r.*, r.bucket::text as bucket, d.environment, d.feature, d.kind, d.provider, d.model, d.name, d.release, d.failure,
      d.fingerprint::text as fingerprint
    from rollup_calls r
    join dimensions d on d.project_id = r.project_id and d.cube = r.cube and d.id = r.dimension_id and d.shard_key = r.shard_key
    where r.project_id = ${project.id} and r.tier = ${tier} and r.cube = ${CALLS.firstSet}`;
  return Object.fromEntries(
    rows.map((row) => [
      JSON.stringify([
        new Date(String(row["bucket"])).toISOString(),
        row["shard_key"],
        row["environment"],
        row["feature"],
        row["kind"],
        row["provider"],
        row["model"],
        row["name"],
        row["release"],
        row["failure"],
        row["fingerprint"],
      ]),
      {
        calls: Number(row["calls"]),
        errors: Number(row["errors"]),
        streamed: Number(row["streamed"]),
        cost: Number(row["cost_nano_usd"]),
        unknown_cost: Number(row["unknown_cost_count"]),
        unknown_usage: Number(row["unknown_usage_count"]),
        output: Number(row["output_text_tokens"]),
        cache_read: Number(row["cache_read_tokens"]),
        duration_sum: Number(row["duration_sum_ns"]),
        duration_ns: merged(row, "duration"),
        ttft_ns: merged(row, "ttft"),
      },
    ]),
  );
}

async function rawTraces(project: TestProject, unit: Unit) {
  const traces = await db.owner<Row[]>`
    select started_at::text, shard_key, environment, feature, release, answer_provider, answer_model, answer_fingerprint::text as fingerprint,
      failure, is_error, cost_nano_usd, unknown_cost_count, has_prompt_version, has_context,
      has_output, has_tool_results, has_cost, duration_ns, ttft_ns
    from traces where project_id = ${project.id}`;
  const parts = ["has_prompt_version", "has_context", "has_output", "has_tool_results", "has_cost"];
  return add(
    traces,
    (row) => [
      bucketOf(row["started_at"], unit),
      row["shard_key"],
      row["environment"],
      row["feature"],
      row["release"],
      row["answer_provider"],
      row["answer_model"],
      row["fingerprint"],
      row["failure"],
    ],
    (row) => ({
      interactions: 1,
      errors: row["is_error"],
      cost: row["cost_nano_usd"],
      unknown_cost: row["unknown_cost_count"],
      complete: parts.every((part) => row[part] !== false),
      missing_prompt: row["has_prompt_version"] === false,
      missing_context: row["has_context"] === false,
      missing_output: row["has_output"] === false,
      missing_tools: row["has_tool_results"] === false,
      missing_cost: row["has_cost"] === false,
      latency_sum: row["duration_ns"],
      latency_ns: row["duration_ns"],
      ttft_ns: row["ttft_ns"],
    }),
  );
}

async function rolledTraces(project: TestProject, tier: number) {
  const rows = await db.owner<Row[]>`
    select r.*, r.bucket::text as bucket, d.environment, d.feature, d.release, d.provider, d.model, d.fingerprint::text as fingerprint, d.failure
    from rollup_traces r
    join dimensions d on d.project_id = r.project_id and d.cube = r.cube and d.id = r.dimension_id and d.shard_key = r.shard_key
    where r.project_id = ${project.id} and r.tier = ${tier} and r.cube = ${TRACES.firstSet}`;
  return Object.fromEntries(
    rows.map((row) => [
      JSON.stringify([
        new Date(String(row["bucket"])).toISOString(),
        row["shard_key"],
        row["environment"],
        row["feature"],
        row["release"],
        row["provider"],
        row["model"],
        row["fingerprint"],
        row["failure"],
      ]),
      {
        interactions: Number(row["interactions"]),
        errors: Number(row["errors"]),
        cost: Number(row["cost_nano_usd"]),
        unknown_cost: Number(row["unknown_cost_count"]),
        complete: Number(row["complete"]),
        missing_prompt: Number(row["missing_prompt"]),
        missing_context: Number(row["missing_context"]),
        missing_output: Number(row["missing_output"]),
        missing_tools: Number(row["missing_tools"]),
        missing_cost: Number(row["missing_cost"]),
        latency_sum: Number(row["latency_sum_ns"]),
        latency_ns: merged(row, "latency"),
        ttft_ns: merged(row, "ttft"),
      },
    ]),
  );
}

async function rawUsage(project: TestProject, unit: Unit) {
  const rows = await db.owner<Row[]>`
    select started_at::text, shard_key, coalesce(user_id, '') as user_id, feature, coalesce(environment, '') as environment, 1 as interactions, 0 as cost, 0 as output, 0 as input
    from traces where project_id = ${project.id}
    union all
    select started_at::text, shard_key, coalesce(derived_user_id, user_id, ''), coalesce(derived_feature, feature), coalesce(derived_environment, environment, ''), 0, coalesce(cost_nano_usd, 0)::int,
      coalesce(output_text_tokens, 0), coalesce(cache_read_tokens, 0)
    from spans where project_id = ${project.id} and coalesce(derived_kind, kind) in ('llm', 'embedding')`;
  return add(
    rows,
    (row) => [
      bucketOf(row["started_at"], unit),
      row["shard_key"],
      row["user_id"],
      row["feature"],
      row["environment"],
    ],
    (row) => ({
      interactions: Number(row["interactions"]),
      cost: row["cost"],
      input: row["input"],
      output: row["output"],
    }),
  );
}

async function rolledUsage(project: TestProject, tier: number) {
  const rows = await db.owner<Row[]>`
    select *, bucket::text as bucket from usage where project_id = ${project.id} and tier = ${tier} and cube = 0`;
  return Object.fromEntries(
    rows.map((row) => [
      JSON.stringify([
        new Date(String(row["bucket"])).toISOString(),
        row["shard_key"],
        row["user_id"],
        row["feature"],
        row["environment"],
      ]),
      {
        interactions: Number(row["interactions"]),
        cost: Number(row["cost_nano_usd"]),
        input: Number(row["input_tokens"]),
        output: Number(row["output_tokens"]),
      },
    ]),
  );
}
