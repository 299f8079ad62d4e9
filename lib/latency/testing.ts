import type { TransactionSql } from "postgres";
import { expect } from "vitest";

import type { Context } from "@/lib/context";
import { SPAN_SQL } from "@/lib/model/span-sql";
import { binOf, EMPTY_HISTOGRAM, total } from "@/lib/stats/histogram";
import { formatFingerprint } from "@/lib/traces/fingerprint";

import { latencyByGroup } from "./by-group";
import { failures } from "./failures";
import { linesByGroup } from "./lines-by-group";
import { MEASURE, MEASURES, type Measure } from "./measure";
import { objectiveHistory, objectiveStatus } from "./objectives/objective-status";
import { latencyOverTime } from "./over-time";
import {
  FAILURE_GROUPS,
  LATENCY_DIMENSIONS,
  startsOf,
  type LatencyScope,
  type LatencyDimension,
} from "./scope";
import { shapeOfFeatures } from "./shape-of-features";

/** The page's figures against a recomputation from raw rows, by another way than theirs: for tests. */

type Period = Pick<LatencyScope, "from" | "to" | "zone">;

/** One interaction or model call, with everything that a figure may be split or narrowed by. */
interface Raw extends Record<LatencyDimension, string | null> {
  at: number;
  ns: Record<Measure, number | null>;
  streamed: boolean;
}

const OF_CALL: Record<LatencyDimension, string> = {
  feature: SPAN_SQL.feature,
  model: SPAN_SQL.model,
  provider: "provider",
  prompt_version: `${SPAN_SQL.fingerprint}::text`,
  environment: SPAN_SQL.environment,
  release: SPAN_SQL.release,
};
const OF_TRACE: Record<LatencyDimension, string> = {
  feature: "feature",
  model: "answer_model",
  provider: "answer_provider",
  prompt_version: "answer_fingerprint::text",
  environment: "environment",
  release: "release",
};

async function rawRows(
  tx: TransactionSql,
  ctx: Context,
  source: "traces" | "calls",
  { from, to }: Period,
): Promise<Raw[]> {
  const words = source === "traces" ? OF_TRACE : OF_CALL;
  const columns = LATENCY_DIMENSIONS.map((word) => `${words[word]} as ${word}`).join(", ");
  const rows = await tx.unsafe<
    (Record<LatencyDimension, string | null> & {
      at: string;
      duration: string | null;
      ttft: string | null;
      streamed: boolean | null;
    })[]
  >(`
    select extract(epoch from started_at) * 1000 as at, duration_ns as duration, ${columns},
      ${source === "traces" ? "ttft_ns as ttft, answer_streamed as streamed" : `${SPAN_SQL.ttftNs} as ttft, streaming as streamed`}
    from ${source === "traces" ? "traces" : "spans"} /* every shard */
    where project_id = ${ctx.project.id} and started_at >= '${from}' and started_at < '${to}'
      ${source === "traces" ? "" : `and ${SPAN_SQL.kind} = 'llm'`}`);
  const number = (text: string | null): number | null => (text === null ? null : Number(text));
  return rows.map((row) => ({
    ...row,
    prompt_version: row.prompt_version === null ? null : formatFingerprint(row.prompt_version),
    at: Number(row.at),
    streamed: row.streamed === true,
    ns: {
      interaction_latency: number(row.duration),
      model_latency: number(row.duration),
      trace_ttft: number(row.ttft),
      ttft: number(row.ttft),
    },
  }));
}

const known = (rows: readonly Raw[], measure: Measure): number[] =>
  rows.flatMap(({ ns }) => ns[measure] ?? []).toSorted((a, b) => a - b);

/** Within 2 % of the order statistic; nothing where there is nothing. */
function expectQuantile(shownMs: number | null, values: readonly number[], q: number, what: unknown): void {
  if (values.length === 0) return expect([what, shownMs]).toEqual([what, null]);
  // What takes no time at all counts as a nanosecond.
  const exact = Math.max(1, values[Math.floor(q * (values.length - 1))] as number);
  expect([what, Math.abs((shownMs as number) * 1e6 - exact) / exact <= 0.02 + 1e-9]).toEqual([what, true]);
}

const Q = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;
const NAMES = ["p50", "p90", "p95", "p99"] as const;

/** Those of made stories: none, some words of both kinds of rows, several at once. */
const FILTERS: readonly LatencyScope["filters"][] = [
  {},
  { feature: ["f"] },
  { model: ["m"], environment: ["production", "staging"] },
  { provider: ["q"], release: ["1"] },
  { prompt_version: [formatFingerprint("7")] },
];

/** Everything that the page shows of this period, for each measure, group and some filters; one of them is by feature. */
export async function figuresAgree(
  tx: TransactionSql,
  ctx: Context,
  period: Period,
  filters = FILTERS,
): Promise<void> {
  const traces = await rawRows(tx, ctx, "traces", period);
  const calls = await rawRows(tx, ctx, "calls", period);
  for (const measure of MEASURES) {
    const all = MEASURE[measure].source === "traces" ? traces : calls;
    for (const filter of filters) {
      const rows = all.filter((row) =>
        Object.entries(filter).every(([word, values]) =>
          values.includes(row[word as LatencyDimension] ?? "\0"),
        ),
      );
      // Each way of splitting once; each filter with one of them.
      const plain = Object.keys(filter).length === 0;
      await overTimeAgrees(tx, ctx, measure, { ...period, filters: filter }, rows, plain ? "hour" : "day");
      for (const word of plain ? LATENCY_DIMENSIONS : (["feature"] as const))
        await groupsAgree(tx, ctx, measure, { ...period, filters: filter }, rows, word);
    }
  }
  await shapesAgree(tx, ctx, period);
  await failuresAgree(tx, ctx, period);
  const [feature = null] = filters.flatMap((filter) => filter.feature ?? []);
  await objectivesAgree(tx, ctx, feature);
}

async function overTimeAgrees(
  tx: TransactionSql,
  ctx: Context,
  measure: Measure,
  scope: LatencyScope,
  rows: readonly Raw[],
  interval: "hour" | "day",
): Promise<void> {
  const shown = await latencyOverTime(tx, ctx, measure, scope, interval);
  const what = [measure, scope.filters, interval];
  const values = known(rows, measure);
  const streamed = rows.filter((row) => row.streamed).length;
  expect([what, shown.all.all, shown.all.count]).toEqual([what, rows.length, values.length]);
  if (MEASURE[measure].needsStream)
    expect([what, shown.all.unstreamed]).toEqual([what, rows.length - Math.max(streamed, values.length)]);
  for (const [index, at] of shown.times.entries()) {
    const ns = known(within(rows, at, shown.times[index + 1]), measure);
    for (const name of NAMES) expectQuantile(shown.lines[name][index] ?? null, ns, Q[name], [what, at, name]);
    expect(total(shown.spread[index] ?? EMPTY_HISTOGRAM)).toBe(ns.length);
  }
}

async function groupsAgree(
  tx: TransactionSql,
  ctx: Context,
  measure: Measure,
  scope: LatencyScope,
  rows: readonly Raw[],
  word: LatencyDimension,
): Promise<void> {
  const groups = await latencyByGroup(tx, ctx, measure, scope, word);
  const what = [measure, scope.filters, word];
  expect([what, groups.reduce((sum, { now }) => sum + now.all, 0)]).toEqual([what, rows.length]);
  for (const { value, now } of groups) {
    const own = rows.filter((row) => row[word] === value);
    const ns = known(own, measure);
    expect([what, value, now.all, now.count]).toEqual([what, value, own.length, ns.length]);
    for (const name of NAMES) expectQuantile(now[name], ns, Q[name], [what, value, name]);
  }
  const times = startsOf(scope, "day");
  for (const { value, points } of await linesByGroup(tx, ctx, measure, scope, word, "p95", "day"))
    for (const [index, at] of times.entries()) {
      const own = within(rows, at, times[index + 1]).filter((row) => row[word] === value);
      expectQuantile(points[index] ?? null, known(own, measure), 0.95, [what, value, at]);
    }
}

const within = (rows: readonly Raw[], from: number, to = Number.POSITIVE_INFINITY): Raw[] =>
  rows.filter(({ at }) => at >= from && at < to);

async function shapesAgree(tx: TransactionSql, ctx: Context, period: Period): Promise<void> {
  const rows = await tx<Record<string, string | null>[]>`
    select feature, count(*)::text as interactions, count(*) filter (where answer_streamed)::text as streamed,
      coalesce(sum(llm_count), 0)::text as model_calls, coalesce(sum(tool_count), 0)::text as tool_calls,
      count(*) filter (where coalesce(tool_mode, 'none') = 'none')::text as none,
      count(*) filter (where tool_mode = 'single')::text as single,
      count(*) filter (where tool_mode = 'sequential')::text as sequential,
      count(*) filter (where tool_mode = 'parallel')::text as parallel,
      count(*) filter (where tool_mode = 'mixed')::text as mixed,
      coalesce(sum(critical_llm_ns), 0)::text as llm, coalesce(sum(critical_tool_ns), 0)::text as tool,
      coalesce(sum(critical_retrieval_ns), 0)::text as retrieval, coalesce(sum(critical_other_ns), 0)::text as other,
      count(*) filter (where parallel_saving_ns > 0)::text as savable, coalesce(sum(parallel_saving_ns), 0)::text as saving
    from traces /* every shard */
    where project_id = ${ctx.project.id} and started_at >= ${period.from} and started_at < ${period.to}
    group by feature`;
  const shown = await shapeOfFeatures(tx, ctx, { ...period, filters: {} });
  expect(shown.length).toBe(rows.length);
  for (const row of rows) {
    const n = (name: string): number => Number(row[name]);
    expect(shown.find(({ feature }) => feature === row.feature)).toEqual({
      feature: row.feature,
      interactions: n("interactions"),
      streamed: n("streamed"),
      modelCalls: n("model_calls") / n("interactions"),
      toolCalls: n("tool_calls") / n("interactions"),
      toolModes: Object.fromEntries(
        ["none", "single", "sequential", "parallel", "mixed"].map((mode) => [mode, n(mode)]),
      ),
      criticalMs: Object.fromEntries(
        ["llm", "tool", "retrieval", "other"].map((part) => [part, n(part) / 1e6]),
      ),
      savable: n("savable"),
      savingMs: n("saving") / 1e6,
    });
  }
}

async function failuresAgree(tx: TransactionSql, ctx: Context, period: Period): Promise<void> {
  for (const group of FAILURE_GROUPS) {
    const rows = await tx.unsafe<
      { failure: string | null; value: string | null; n: number; cost: string }[]
    >(`
      select failure, ${OF_CALL[group]} as value, count(*)::int as n,
        coalesce(sum(cost_nano_usd) filter (where ${SPAN_SQL.isCall} and derived_attempt & 2 <> 0), 0)::text as cost
      from spans /* every shard */
      where project_id = ${ctx.project.id} and started_at >= '${period.from}' and started_at < '${period.to}'
        and ${SPAN_SQL.isStep}
      group by 1, 2`);
    const shown = await failures(tx, ctx, { ...period, filters: {} }, group, "day");
    const all = rows.reduce((sum, { n }) => sum + n, 0);
    const failed = rows.filter(({ failure }) => failure !== null);
    expect([group, shown.calls, shown.failed]).toEqual([
      group,
      all,
      failed.reduce((sum, { n }) => sum + n, 0),
    ]);
    const key = (row: { failure: string | null; value: string | null }) =>
      JSON.stringify([row.failure, row.value]);
    const withValue = (value: string | null) =>
      rows.reduce((sum, row) => sum + (row.value === value ? row.n : 0), 0);
    expect(new Map(shown.rows.map((row) => [key(row), [row.calls, row.share]]))).toEqual(
      new Map(failed.map((row) => [key(row), [row.n, row.n / withValue(row.value)]])),
    );
    expect(shown.trend.flatMap(({ values }) => values).reduce((sum, n) => sum + n, 0)).toBe(shown.failed);
  }
  const [interactions] = await tx<{ n: number; cost: string }[]>`
    select count(*)::int as n, coalesce(sum(cost_nano_usd), 0)::text as cost
    from traces /* every shard */
    where project_id = ${ctx.project.id} and started_at >= ${period.from} and started_at < ${period.to}
      and is_error`;
  const shown = await failures(tx, ctx, { ...period, filters: {} }, "provider", "range");
  expect(shown.failedInteractions).toBe(interactions?.n);
  expect(String(shown.failedCostNanoUsd)).toBe(interactions?.cost);
}

async function objectivesAgree(tx: TransactionSql, ctx: Context, feature: string | null): Promise<void> {
  const now = ctx.now().getTime();
  for (const measure of MEASURES) {
    const objective = {
      id: 1,
      measure,
      thresholdMs: 20_000,
      target: 0.9,
      windowDays: 30 as const,
      feature,
      environment: null,
      model: null,
      author: "test",
      changedAt: "",
    };
    const status = await objectiveStatus(tx, ctx, objective);
    const period = { from: status.from, to: new Date(now).toISOString() };
    const raw = await rawRows(tx, ctx, MEASURE[measure].source, period);
    const values = known(
      raw.filter((row) => row.feature === feature),
      measure,
    );
    const exact = values.filter((ns) => ns <= 20e9).length;
    const near = values.filter((ns) => binOf(ns) === binOf(20e9)).length;
    expect(status.kept.total).toBe(values.length);
    expect(Math.abs(status.kept.good - exact)).toBeLessThanOrEqual(near + 1e-6);
    const { hours, left } = await objectiveHistory(tx, ctx, objective, "UTC");
    expect(hours.reduce((sum, { kept }) => sum + kept.total, 0)).toBe(values.length);
    if (status.left === null) expect(left.at(-1) ?? null).toBeNull();
    else expect(left.at(-1)).toBeCloseTo(status.left, 6);
  }
}
