import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { inProject } from "@/db/tenant";
import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { rollUp } from "@/lib/derive/roll-up";
import { span, store } from "@/lib/derive/testing";
import { METRIC_DIMENSIONS, type MetricDimension, type Source } from "@/lib/model/figure-dimensions";
import { histogramOf } from "@/lib/stats/histogram";
import { formatFingerprint } from "@/lib/traces/fingerprint";
import { newTraceId, testContext } from "@/lib/traces/testing";

import { hasDimension } from "./dimension-sql";
import type { FigureQuery } from "./figure-query";
import type { Interval } from "./intervals";
import { type DataPoint, readDataPoints } from "./read-data-points";
import { readSeriesOfSums } from "./read-series";
import { readTop } from "./read-top";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const derive = async () => {
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
};
const settle = async () => {
  await derive();
  while ((await rollUp(db.worker, { settled: true })) > 0);
};

// A random store over the weekend on which Europe's clocks go forward and the one of America's before it.

const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
/** Friday evening of that weekend. */
const WEEKEND_US = Date.UTC(2026, 2, 27, 21) * 1000;
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const tokens = maybe(fc.integer({ min: 0, max: 5000 }));
const told = fc.record({
  at: fc.constantFrom(
    0,
    1,
    MINUTE - 1,
    MINUTE,
    14 * MINUTE,
    15 * MINUTE,
    3 * HOUR,
    4.5 * HOUR,
    26 * HOUR,
    27 * HOUR,
    27.25 * HOUR,
    50 * HOUR,
  ),
  spans: fc.array(
    fc.record({
      parent: fc.integer({ min: 0, max: 3 }),
      at: fc.constantFrom(0, 1000, 20_000_000, MINUTE, HOUR),
      ms: maybe(fc.integer({ min: 0, max: 4_000_000 })),
      kind: fc.constantFrom(
        "agent" as const,
        "llm" as const,
        "llm" as const,
        "embedding" as const,
        "tool" as const,
        "retrieval" as const,
      ),
      name: fc.constantFrom("plan", "answer", "chat m"),
      isError: fc.boolean(),
      streaming: maybe(fc.boolean()),
      ttftNs: maybe(fc.integer({ min: 1, max: 5e9 })),
      costNanoUsd: maybe(fc.integer({ min: 0, max: 1e12 })),
      inputUncachedTokens: tokens,
      cacheReadTokens: tokens,
      outputTextTokens: tokens,
      feature: maybe(fc.constantFrom("f", "g")),
      userId: maybe(fc.constantFrom("u", "v", "w")),
      environment: maybe(fc.constantFrom("production", "staging")),
      release: maybe(fc.constantFrom("1", "2")),
      provider: maybe(fc.constantFrom("p", "q")),
      requestModel: maybe(fc.constantFrom("m", "n")),
      toolName: maybe(fc.constantFrom("t")),
      promptFingerprint: maybe(fc.constantFrom("7", "-8")),
      finishReason: maybe(fc.constantFrom("stop", "length")),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});
const stores = fc.array(told, { minLength: 3, maxLength: 9 });

type Told = typeof told extends fc.Arbitrary<infer T> ? T : never;

async function tell(project: TestProject, startUs: number, traces: readonly Told[]) {
  for (const { at, spans } of traces)
    await store(
      db.owner,
      project,
      newTraceId(),
      spans.map(({ parent, at: offset, ...rest }, index) =>
        span(`${index + 1}`, {
          ...rest,
          startedUs: startUs + at + offset,
          ...(parent && parent !== index + 1 ? { parentSpanId: `${parent}` } : {}),
        }),
      ),
    );
}

// The other way: rows one by one, points by the names that a zone's clocks give them.

interface Row {
  ms: number;
  words: Record<MetricDimension, string | null>;
  sums: Record<string, bigint>;
  ns: Record<string, number | null>;
}

interface Stored {
  row: Record<string, string | number | boolean | null>;
  ms: number;
  fingerprint: string | null;
}
/** The first of the columns that says something. */
const said = <T>(row: Stored["row"], ...columns: string[]): T | null =>
  (columns.map((column) => row[column]).find((value) => value !== null && value !== undefined) ??
    null) as T | null;

const whole = (value: unknown): bigint =>
  value === null || value === undefined ? 0n : BigInt(value as number);

async function rowsOf(project: TestProject, source: Source): Promise<Row[]> {
  const calls = await db.owner<Stored[]>`
    select to_jsonb(s) - 'revision' as row, (extract(epoch from started_at) * 1000)::float8 as ms,
      coalesce(derived_fingerprint, prompt_fingerprint)::text as fingerprint
    from spans s where project_id = ${project.id}`;
  const traces = await db.owner<Stored[]>`
    select to_jsonb(t) - 'digest' as row, (extract(epoch from started_at) * 1000)::float8 as ms, answer_fingerprint::text as fingerprint
    from traces t where project_id = ${project.id}`;
  const none = Object.fromEntries(METRIC_DIMENSIONS.map((word) => [word, null])) as Record<
    MetricDimension,
    string | null
  >;
  const hex = (value: string | null) => (value === null ? null : formatFingerprint(value));
  const ofCall = ({ row, ms, fingerprint }: Stored): Row => {
    const kind = said<string>(row, "derived_kind", "kind") as string;
    const billed = kind === "llm" || kind === "embedding";
    return {
      ms,
      words: {
        environment: said(row, "derived_environment", "environment"),
        feature: said(row, "derived_feature", "feature"),
        release: said(row, "derived_release", "release"),
        kind,
        provider: said(row, "provider"),
        model: said(row, "response_model", "request_model"),
        prompt_version: hex(fingerprint),
        step: billed ? said(row, "derived_step", "name") : null,
        tool: kind === "tool" ? said(row, "tool_name", "name") : null,
        failure: said(row, "failure"),
        user: said(row, "derived_user_id", "user_id"),
      },
      sums: {
        calls: 1n,
        errors: row["is_error"] ? 1n : 0n,
        cost_nano_usd: billed ? whole(row["cost_nano_usd"]) : 0n,
        cache_read_tokens: billed ? whole(row["cache_read_tokens"]) : 0n,
        output_text_tokens: billed ? whole(row["output_text_tokens"]) : 0n,
        truncated_calls: row["finish_reason"] === "length" ? 1n : 0n,
      },
      ns: { duration: said(row, "duration_ns"), ttft: said(row, "derived_ttft_ns", "ttft_ns") },
    };
  };
  const counted = calls
    .map(ofCall)
    .filter(({ words }) => words.kind !== "agent" && words.kind !== "workflow" && words.kind !== "other");
  if (source === "calls") return counted;
  const interactions = traces.map(({ row, ms, fingerprint }): Row => ({
    ms,
    words: {
      ...none,
      environment: said(row, "environment"),
      feature: said(row, "feature"),
      release: said(row, "release"),
      provider: said(row, "answer_provider"),
      model: said(row, "answer_model"),
      prompt_version: hex(fingerprint),
      failure: said(row, "failure"),
      user: said(row, "user_id"),
    },
    sums: {
      interactions: 1n,
      errors: row["is_error"] ? 1n : 0n,
      cost_nano_usd: whole(row["cost_nano_usd"]),
      llm_calls: whole(row["llm_count"]),
      retries: whole(row["retry_count"]),
    },
    ns: { latency: said(row, "duration_ns"), ttft: said(row, "ttft_ns") },
  }));
  if (source === "traces") return interactions;
  return [
    ...interactions.map((row) => ({
      ...row,
      sums: { interactions: 1n, errors: row.sums["errors"] as bigint, cost_nano_usd: 0n },
    })),
    ...counted
      .filter(({ words }) => words.kind === "llm" || words.kind === "embedding")
      .map((row) => ({
        ...row,
        sums: { interactions: 0n, errors: 0n, cost_nano_usd: row.sums["cost_nano_usd"] as bigint },
      })),
  ];
}

/** What the clocks of a zone call the point that a moment lies in: "2026-03-29", or with the hour and its distance to UTC. */
function pointName(ms: number, interval: Interval, zone: string): string {
  if (interval === "range") return "range";
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZoneName: "longOffset",
    })
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  ) as Record<string, string>;
  const day = `${parts["year"]}-${parts["month"]}-${parts["day"]}`;
  if (interval === "day") return day;
  if (interval === "hour") return `${day} ${parts["hour"]} ${parts["timeZoneName"]}`;
  const length = { minute: 1, "5m": 5, "15m": 15 }[interval];
  return new Date(ms - (ms % (length * 60_000))).toISOString();
}

const SUMS: Record<Source, string[]> = {
  calls: ["calls", "errors", "cost_nano_usd", "cache_read_tokens", "output_text_tokens", "truncated_calls"],
  traces: ["interactions", "errors", "cost_nano_usd", "llm_calls", "retries"],
  usage: ["interactions", "errors", "cost_nano_usd"],
};
const HISTOGRAMS: Record<Source, string[]> = {
  calls: ["duration", "ttft"],
  traces: ["latency", "ttft"],
  usage: [],
};

const zones = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
);
const questions = fc.record({
  source: fc.constantFrom<Source>("calls", "traces", "usage"),
  interval: fc.constantFrom<Interval>("range", "day", "hour", "15m", "minute"),
  zone: zones,
  words: fc.uniqueArray(fc.constantFrom(...METRIC_DIMENSIONS), { maxLength: 2 }),
  narrowed: fc.uniqueArray(fc.constantFrom(...METRIC_DIMENSIONS), { maxLength: 2 }),
  /** Microseconds after the world's start. */
  fromUs: fc.constantFrom(-HOUR, 0, 1_000_000, 3.1 * HOUR, 26.5 * HOUR),
  hours: fc.constantFrom(0.01, 1, 6, 24, 80).map(Number),
});
type Question = typeof questions extends fc.Arbitrary<infer T> ? T : never;

async function agrees(
  project: TestProject,
  startUs: number,
  asked: Question,
  rows: readonly Row[],
): Promise<void> {
  const { source, interval, zone } = asked;
  const groupBy = asked.words.filter((word) => hasDimension(source, word));
  const narrowed = asked.narrowed.filter((word) => hasDimension(source, word));
  const values = (word: MetricDimension) =>
    [...new Set(rows.map((row) => row.words[word]).filter((value) => value !== null))].slice(0, 1);
  const filters = Object.fromEntries(
    narrowed.map((word) => [word, values(word)]).filter(([, some]) => (some as string[]).length > 0),
  ) as Partial<Record<MetricDimension, string[]>>;
  const from = Math.floor((startUs + asked.fromUs) / 1000);
  // A minute for each point of a long range would be more points than anybody asks for.
  const to = from + Math.min(asked.hours, interval === "minute" ? 6 : 80) * 3_600_000;
  const query: FigureQuery = {
    source,
    interval,
    zone,
    groupBy,
    filters,
    sums: SUMS[source],
    histograms: HISTOGRAMS[source],
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  };
  const ctx = { ...testContext(db.app, project), now: () => new Date() };
  const cells = await inProject(db.app, project.id, (tx) => readDataPoints(tx, ctx, query), {
    readOnly: true,
  });
  const shown = new Map(
    cells.map((cell): [string, unknown] => [
      JSON.stringify([
        cell.at === null ? "range" : pointName(Date.parse(cell.at), interval, zone),
        ...cell.groups,
      ]),
      { ...cell.sums, ...cell.histograms },
    ]),
  );
  const expected = new Map<string, Row[]>();
  const within = rows.filter(
    (row) =>
      row.ms >= Date.parse(query.from) &&
      row.ms < Date.parse(query.to) &&
      Object.entries(filters).every(([word, some]) =>
        (some as (string | null)[]).includes(row.words[word as MetricDimension]),
      ),
  );
  for (const row of within) {
    const key = JSON.stringify([
      pointName(row.ms, interval, zone),
      ...groupBy.map((word) => row.words[word]),
    ]);
    expected.set(key, [...(expected.get(key) ?? []), row]);
  }
  const recomputed = new Map(
    [...expected].map(([key, own]) => [
      key,
      {
        ...Object.fromEntries(
          SUMS[source].map((name) => [name, own.reduce((sum, row) => sum + (row.sums[name] ?? 0n), 0n)]),
        ),
        ...Object.fromEntries(
          HISTOGRAMS[source].map((name) => [name, histogramOf(own.flatMap((row) => row.ns[name] ?? []))]),
        ),
      },
    ]),
  );
  expect(shown).toEqual(recomputed);
  await agreesInSeries(project, query, cells);
  await agreesInSamples(project, query, cells);
  if (groupBy.length !== 1 || interval !== "range") return;
  const top = await inProject(
    db.app,
    project.id,
    (tx) =>
      readTop(tx, ctx, {
        source,
        sums: SUMS[source],
        filters,
        from: query.from,
        to: query.to,
        groupBy: groupBy[0] as MetricDimension,
        by: "cost_nano_usd",
        top: 2,
      }),
    { readOnly: true },
  );
  const costs = cells.map((cell) => cell.sums["cost_nano_usd"] as bigint).sort((a, b) => (a < b ? 1 : -1));
  expect([top.count, top.groups.map(({ sums }) => sums["cost_nano_usd"])]).toEqual([
    costs.length,
    costs.slice(0, 2),
  ]);
  expect(top.total["cost_nano_usd"]).toBe(costs.reduce((sum, cost) => sum + cost, 0n));
  expect(top.distribution).toEqual(histogramOf(costs.filter((cost) => cost > 0n).map(Number)));
}

const cellKey = (at: string | null, groups: (string | null)[]): string => JSON.stringify([at, ...groups]);

/** Series say the same as cells, also when they were asked before and something has come since. */
async function agreesInSeries(project: TestProject, query: FigureQuery, cells: DataPoint[]): Promise<void> {
  if (query.interval === "range") return;
  // Theirs are not written in hex digits.
  if (query.groupBy?.includes("prompt_version")) return;
  const ctx = { ...testContext(db.app, project), now: () => new Date() };
  const { starts, series } = await inProject(
    db.app,
    project.id,
    (tx) => readSeriesOfSums(tx, ctx, { ...query, sum: "cost_nano_usd" }),
    { readOnly: true },
  );
  const shown = series.flatMap(({ groups, sums }) =>
    [...sums].flatMap((sum, point) =>
      sum === 0 ? [] : [[cellKey(new Date(starts[point] as number).toISOString(), groups), sum] as const],
    ),
  );
  expect(new Map(shown)).toEqual(
    new Map(
      cells
        .map(({ at, groups, sums }) => [cellKey(at, groups), Number(sums["cost_nano_usd"])] as const)
        .filter(([, sum]) => sum !== 0),
    ),
  );
}

/** Samples that leave nothing out say the same as well. */
async function agreesInSamples(project: TestProject, query: FigureQuery, cells: DataPoint[]): Promise<void> {
  const [from, to] = [Date.parse(query.from), Date.parse(query.to)];
  const middle = Math.floor((from + to) / 2);
  const ctx = { ...testContext(db.app, project), now: () => new Date() };
  const samples = [
    { from, to: middle },
    { from: middle, to },
  ];
  const sampled = await inProject(
    db.app,
    project.id,
    (tx) => readDataPoints(tx, ctx, { ...query, samples }),
    { readOnly: true },
  );
  const byKey = (all: DataPoint[]) => new Map(all.map((cell) => [cellKey(cell.at, cell.groups), cell]));
  expect(byKey(sampled)).toEqual(byKey(cells));
}

/** Before and after derivation and roll-up, and with late spans. */
async function agreesAlways(startUs: number, first: Told[], late: Told[], asked: Question[]): Promise<void> {
  const project = await makeProject(db.owner, { shardKeys: [1, 2] });
  const all = async () => {
    for (const source of ["calls", "traces", "usage"] as const) {
      const rows = await rowsOf(project, source);
      for (const question of asked)
        if (question.source === source) await agrees(project, startUs, question, rows);
    }
  };
  await tell(project, startUs, first);
  await all();
  await settle();
  await all();
  await tell(project, startUs, late);
  await all();
  await derive();
  await all();
  await settle();
  await all();
}

const many = fc.array(questions, { minLength: 20, maxLength: 20 });

test("every cell equals a recomputation from raw rows, whatever is asked, over a change of the clocks", async () => {
  await fc.assert(
    fc.asyncProperty(stores, stores, many, (first, late, asked) =>
      agreesAlways(WEEKEND_US, first, late, asked),
    ),
    { numRuns: 3, endOnFailure: true },
  );
}, 240_000);

test("the same of the last minutes, which are kept by ten seconds", async () => {
  const soon = (traces: Told[]): Told[] =>
    traces.map((trace) => ({
      at: Math.floor(trace.at / 400),
      spans: trace.spans.map((one) => ({ ...one, at: Math.floor(one.at / 40) })),
    }));
  await fc.assert(
    fc.asyncProperty(stores, stores, many, (first, late, asked) =>
      agreesAlways(
        (Date.now() - 9 * 60_000) * 1000,
        soon(first),
        soon(late),
        asked.map((one) => ({
          ...one,
          fromUs: Math.floor(Math.max(one.fromUs, -HOUR) / 400),
          hours: one.hours / 60,
          interval: one.interval === "15m" ? "minute" : one.interval,
        })),
      ),
    ),
    { numRuns: 3, endOnFailure: true },
  );
}, 240_000);
