import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { costParams } from "@/components/cost/search-params";
import { latencyParams } from "@/components/latency/search-params";
import { COLUMN_KEYS } from "@/components/trace-list/column-keys";
import { COLUMNS } from "@/components/trace-list/columns";
import { facetOptions, MAIN_FACETS, MORE_FACETS, wordLabel } from "@/components/trace-list/facets";
import { filterParams, listSearch } from "@/components/trace-list/search-params";
import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { CALLS, TRACES } from "@/lib/derive/rollups";
import { FAILURES } from "@/lib/model/failure";
import { FAILURE_GROUPS, LATENCY_DIMENSIONS } from "@/lib/latency/scope";
import type { OfferingPage } from "@/lib/model/dimension";
import {
  BUDGET_DIMENSIONS,
  figuresOf,
  filterFor,
  MARKED_DIMENSIONS,
  METRIC_DIMENSIONS,
  ROLLUP_COLUMNS,
  valueIn,
} from "@/lib/model/figure-dimensions";
import {
  DIMENSION_NAMES,
  dimensionOf,
  FACETS,
  FILTER_PARAMS,
  filterParam,
  type FilterParam,
  type ParamName,
} from "@/lib/model/filter-params";
import { MEASURES } from "@/lib/model/measures";
import { SPAN_KINDS } from "@/lib/model/kind";
import { usdOfNano } from "@/lib/money/nano-usd";
import { openApiDocument } from "@/lib/openapi/document";
import { SPEND_GROUPS } from "@/lib/spend/spend-query";
import { facetCounts } from "@/lib/traces/facet-counts";
import { parseTraceFilter, parseTraceListQuery, traceFilter } from "@/lib/traces/filter";
import { filterSql } from "@/lib/traces/filter-sql";
import { foundTraces, indexedFilter } from "@/lib/traces/find-traces";
import { formatFingerprint } from "@/lib/traces/fingerprint";
import { listTraces } from "@/lib/traces/list-traces";
import { before, NOW, Story, testContext } from "@/lib/traces/testing";
import { traceSummarySchema } from "@/lib/traces/summary";

import { loadListView, traceFilterOf } from "./(console)/p/[project]/traces/search-params";

/** Every entry of the registry at every place that is made of it, over a store of traces that differ in everything. */

let db: TestDatabase;
let ctx: Context;
const TOTAL = 24;
const pick = <T>(values: readonly T[], n: number): T => values[n % values.length] as T;

beforeAll(async () => {
  db = await createTestDatabase();
  const told = new Story(db.owner, await makeProject(db.owner, { shardKeys: [1, 2] }));
  ctx = testContext(db.app, told.project);
  for (let n = 0; n < TOTAL; n++) {
    const failure = pick([null, null, ...FAILURES], n);
    const kind = pick(SPAN_KINDS, n);
    const traceId = await told.trace({
      started_at: before(60_000 * (n + 1)),
      environment: pick(["production", "staging", null], n),
      feature: pick(["chat", "search"], n),
      release: pick([null, "1", "2"], n >> 1),
      service: pick(["api", "worker", null], n >> 1),
      user_id: pick(["u1", "u2", null], n),
      session_id: pick(["s1", null], n),
      tags: pick([[], ["vip"], ["vip", 'b"eta']], n),
      models: pick([["m"], ["n", "m"], []], n),
      providers: pick([["p"], ["q"]], n),
      tools: pick([["t"], []], n >> 2),
      prompt_fingerprints: pick([["-7"], ["8"], []], n),
      error_type: pick([null, "Timeout"], n),
      is_error: failure !== null,
      failure,
      answer_streamed: pick([true, false, null], n),
      answer_model: pick(["m", "n"], n),
      answer_provider: pick(["p", "q"], n),
      answer_fingerprint: pick(["-7", null], n),
      tool_mode: pick(["none", "single", "sequential", "parallel", "mixed"], n),
      retry_count: pick([null, 0, 1], n),
      parallel_saving_ns: pick([null, 5], n),
      duration_ns: 1_000_000 * (n + 1),
      ttft_ns: 1_000_000 * (n + 1),
      cost_nano_usd: 1_000_000 * (n + 1),
      unknown_cost_count: n % 2,
      contradicted_cost_count: pick([null, 1], n),
      has_output: pick([true, false], n),
      flags: n % 2,
      llm_count: kind === "llm" ? 1 : 0,
      tool_count: kind === "tool" ? 1 : 0,
      retrieval_count: kind === "retrieval" ? 1 : 0,
    });
    if (n % 3 > 0)
      await told.score({ trace_id: traceId, name: "helpful", value_number: n % 3 === 1 ? 0.2 : 0.5 });
    if (n % 4 === 0)
      await told.score({ trace_id: traceId, name: "tone", data_type: "category", value_text: "rude" });
    const span = { started_at: before(60_000 * (n + 1)), duration_ns: 1_000_000 * (n + 1) };
    await told.span(traceId, {
      ...span,
      kind,
      failure,
      name: pick(["plan", "answer"], n >> 1),
      ttft_ns: 1_000_000 * (n + 1),
    });
  }
});
afterAll(() => db.close());

/** Values of a parameter that the store holds, in the words of a query. */
async function valuesOf({ filter, values, bound }: FilterParam): Promise<string[]> {
  const { trace, span, takes, stored, judged } = filter;
  if (judged) return ["helpful", "helpful<0.5", "helpful>=0.5", "tone=rude"];
  if (takes === "either" || takes === "yesNo") return Object.keys(values ?? {});
  const value =
    span !== undefined
      ? span.value
      : trace === undefined || "is" in trace || "flag" in trace
        ? "null"
        : "list" in trace
          ? `unnest(${trace.list})`
          : "column" in trace
            ? trace.column
            : trace.amount;
  const where = span?.kinds === undefined ? "" : `and kind in (${span.kinds.map((kind) => `'${kind}'`)})`;
  const rows = await db.owner.unsafe<{ value: string }[]>(
    `select distinct (${value})::text as value from ${span ? "spans" : "traces"} where project_id = ${ctx.project.id} ${where}`,
  );
  const found = rows.map((row) => row.value).filter((one) => one !== null);
  if (bound === "min" || bound === "max") {
    const amounts = found.map(Number).sort((a, b) => a - b);
    const middle = amounts[Math.floor(amounts.length / 2)] as number;
    return [takes === "usd" ? (usdOfNano(String(middle)) as string) : String(middle / 1e6)];
  }
  return found.map((one) => (stored === "fingerprint" ? formatFingerprint(one) : one));
}

const idsOf = async (query: string): Promise<string[]> => {
  const page = await listTraces(ctx, parseTraceListQuery(new URLSearchParams(`${query}&limit=200`)));
  return page.data.map((trace) => trace.trace_id).sort();
};

/** The same through the index of words, where one knows the parameter; and without it. */
const indexedAndScanned = (query: string): Promise<string[][]> =>
  inProject(ctx.sql, ctx.project.id, async (tx) => {
    const filter = parseTraceFilter(new URLSearchParams(query));
    const indexed = await indexedFilter(tx, ctx, filter);
    const found =
      indexed === null
        ? null
        : await tx<{ id: string }[]>`
            select replace(trace_id::text, '-', '') as id
            from ${foundTraces(tx, ctx, filter, indexed, { after: null, most: TOTAL, look: 1 })}`;
    const rows = await tx<{ id: string }[]>`
      select replace(traces.trace_id::text, '-', '') as id from traces where ${filterSql(tx, ctx, filter)}`;
    return [found ?? rows, rows].map((one) => one.map(({ id }) => id).sort());
  });

const saying = (name: ParamName, value: string): string => new URLSearchParams([[name, value]]).toString();

describe.each(FILTER_PARAMS.map((param) => [param.name, param] as const))("%s", (name, param) => {
  test("narrows the list, through the index or not, by every value that there is", async () => {
    const values = await valuesOf(param);
    expect(values.length).toBeGreaterThan(0);
    const found = [];
    for (const value of values) {
      const ids = await idsOf(saying(name, value));
      expect([value, [ids, ids]]).toEqual([value, await indexedAndScanned(saying(name, value))]);
      expect([value, ids.length > 0 && ids.length < TOTAL]).toEqual([value, true]);
      found.push(...ids);
    }
    // Whatever it is not and whatever it is are all there is.
    if (param.bound === "not")
      for (const value of values)
        expect((await idsOf(saying(name, value))).length).toBe(
          TOTAL - (await idsOf(saying(param.dimension as ParamName, value))).length,
        );
    if (param.filter.takes === "yesNo" || param.filter.takes === "either") expect(found).toHaveLength(TOTAL);
  });

  test("means the same in the console's address as in the API's query", async () => {
    const [value = ""] = await valuesOf(param);
    const said = name === "environment" ? `env=${value}` : saying(name, value);
    const view = loadListView(new URLSearchParams(said));
    const { from: _, ...ours } = traceFilterOf(view, NOW, "UTC");
    expect(ours).toEqual(parseTraceFilter(new URLSearchParams(saying(name, value))));
    expect(loadListView(new URLSearchParams(listSearch(view)))).toEqual(view);
    expect(ours).not.toEqual(traceFilter());
    if (name !== "environment") expect(wordLabel(name as keyof typeof filterParams)).toBe(param.label);
  });

  test("stands in the API's description", () => {
    const { parameters } = openApiDocument("1").paths["/api/v1/traces"]?.get ?? {};
    expect(parameters?.find((one) => one.name === name)?.description).toBe(param.description);
  });
});

describe("facets", () => {
  test("count what the list finds", async () => {
    const { facets } = await facetCounts(ctx, traceFilter());
    for (const facet of FACETS) {
      expect([facet, facets[facet].length > 0]).toEqual([facet, true]);
      for (const { value, count } of facets[facet])
        expect([facet, value, (await idsOf(saying(facet, value))).length]).toEqual([facet, value, count]);
      if (facet !== "environment") expect(facetOptions(facets, facet, []).length).toBeGreaterThan(0);
    }
    expect([...MAIN_FACETS, ...MORE_FACETS, "environment"].sort()).toEqual([...FACETS].sort());
  });
});

describe("figures", () => {
  test.each(DIMENSION_NAMES.filter((name) => dimensionOf(name).figures !== undefined))(
    "%s is SQL over its rows, and leads to a filter that there is",
    async (name) => {
      for (const source of ["calls", "traces"] as const) {
        const value = valueIn(source, name);
        const found = filterFor(source, name);
        if (found !== null) expect(filterParam(found as ParamName)?.name).toBe(found);
        if (value === undefined) continue;
        await db.owner.unsafe(`select ${value} from ${source === "calls" ? "spans" : "traces"} limit 1`);
      }
    },
  );

  test("columns of roll-ups and sums that are kept are there", async () => {
    const columnsOf = async (table: string): Promise<string[]> =>
      (
        await db.owner<{ name: string }[]>`
          select attname as name from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped`
      ).map(({ name }) => name);
    expect(await columnsOf("dimensions")).toEqual(expect.arrayContaining([...ROLLUP_COLUMNS]));
    for (const { table, sums, groupingSets, columns } of [CALLS, TRACES]) {
      const stored = Object.keys(sums).filter((sum) => sums[sum]?.stored === undefined);
      expect(await columnsOf(table)).toEqual(expect.arrayContaining([...stored, "extra"]));
      for (const set of groupingSets)
        for (const column of set) expect([table, column, columns[column]]).not.toContain(undefined);
    }
    for (const { label } of Object.values({ ...MEASURES.calls, ...MEASURES.traces }))
      expect(label).not.toBe("");
  });

  test.each(METRIC_DIMENSIONS)("of metrics are grouped by %s, as the API's description says", (name) => {
    const { parameters } = openApiDocument("1").paths["/api/v1/metrics"]?.get ?? {};
    const named = (wanted: string) => parameters?.find((one) => one.name === wanted);
    expect(named("group_by")?.schema).toMatchObject({ enum: expect.arrayContaining([name]) });
    expect(named(name)).toBeDefined();
  });

  test("are split and narrowed on the pages that offer the dimension, each in a place of its own", () => {
    const places = (page: OfferingPage) =>
      DIMENSION_NAMES.flatMap((name) => figuresOf(name).offered?.[page] ?? []).sort((a, b) => a - b);
    for (const [page, offered, group, params] of [
      ["spend", SPEND_GROUPS, costParams.by, costParams],
      ["latency", LATENCY_DIMENSIONS, latencyParams.group, latencyParams],
      ["failures", FAILURE_GROUPS, latencyParams.failures, latencyParams],
    ] as const) {
      expect([page, places(page)]).toEqual([page, offered.map((_, index) => index + 1)]);
      for (const name of offered) {
        expect([page, group.parse(name)]).toEqual([page, name]);
        if (name !== "environment") expect(Object.keys(params)).toContain(name);
        expect([page, valueIn("calls", name)]).not.toContain(undefined);
      }
    }
    for (const name of SPEND_GROUPS) {
      expect([name, SPEND_GROUPS]).toEqual([name, expect.arrayContaining([figuresOf(name).into])]);
      expect(figuresOf(name).into).not.toBe(name);
    }
    for (const name of [...BUDGET_DIMENSIONS, ...MARKED_DIMENSIONS])
      expect([name, figuresOf(name).rolledUp]).not.toContain(undefined);
  });

  test("of metrics are known to one source at least", () => {
    for (const name of DIMENSION_NAMES.filter((one) => figuresOf(one).metrics))
      expect([name, valueIn("calls", name) ?? valueIn("traces", name)]).not.toContain(undefined);
  });
});

test("columns of the list show a field of its rows", () => {
  for (const name of DIMENSION_NAMES) {
    const { column, label } = dimensionOf(name);
    if (column === undefined) continue;
    expect(Object.keys(traceSummarySchema.shape)).toContain(column.field);
    expect(COLUMN_KEYS).toContain(name);
    expect(COLUMNS[name as keyof typeof COLUMNS].head).toBe(label);
  }
});
