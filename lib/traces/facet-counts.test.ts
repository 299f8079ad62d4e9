import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";

import { traceHistogram } from "@/lib/metrics/trace-histogram";

import { facetCounts, facetCountsSchema } from "./facet-counts";
import { traceFilter } from "./filter";
import { Story, testContext } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("each facet counts what its values would leave, with the other words applied and its own left out", async () => {
  const told = new Story(db.owner, await makeProject(db.owner));
  await told.trace({
    feature: "f",
    environment: "production",
    models: ["a", "b"],
    is_error: true,
    prompt_fingerprints: ["-1"],
    has_cost: false,
  });
  await told.trace({
    feature: "g",
    environment: "production",
    models: ["a"],
    user_id: "u",
    session_id: "s",
    tags: ["vip", "beta"],
    error_type: "Timeout",
  });
  await told.trace({
    feature: "g",
    environment: "staging",
    tools: ["t"],
    release: "1",
    service: "api",
    providers: ["p"],
    tags: ["vip"],
    flags: 1,
  });
  const ctx = testContext(db.app, told.project);
  const ask = async (words: Parameters<typeof traceFilter>[0]) =>
    (await facetCounts(ctx, traceFilter(words))).facets;
  const all = await facetCounts(ctx, traceFilter());
  expect(facetCountsSchema.parse(all)).toEqual(all);
  expect(all).toMatchObject({ counted: 3, exact: true });
  expect(all.facets).toEqual({
    environment: [
      { value: "production", count: 2 },
      { value: "staging", count: 1 },
    ],
    feature: [
      { value: "g", count: 2 },
      { value: "f", count: 1 },
    ],
    model: [
      { value: "a", count: 2 },
      { value: "b", count: 1 },
    ],
    provider: [{ value: "p", count: 1 }],
    status: [
      { value: "ok", count: 2 },
      { value: "error", count: 1 },
    ],
    user: [{ value: "u", count: 1 }],
    session: [{ value: "s", count: 1 }],
    tool: [{ value: "t", count: 1 }],
    release: [{ value: "1", count: 1 }],
    service: [{ value: "api", count: 1 }],
    prompt_version: [{ value: "ffffffffffffffff", count: 1 }],
    tag: [
      { value: "vip", count: 2 },
      { value: "beta", count: 1 },
    ],
    error_type: [{ value: "Timeout", count: 1 }],
    simulated: [
      { value: "false", count: 2 },
      { value: "true", count: 1 },
    ],
    cost_contradicted: [{ value: "false", count: 3 }],
    complete: [
      { value: "true", count: 2 },
      { value: "false", count: 1 },
    ],
  });
  const production = await ask({ environment: ["production"] });
  expect(production.environment).toEqual(all.facets.environment);
  expect(production.feature).toEqual([
    { value: "f", count: 1 },
    { value: "g", count: 1 },
  ]);
  expect(production.tool).toEqual([]);
  const vips = await ask({ tag: ["beta"], simulated: false });
  expect(vips.tag).toEqual([
    { value: "beta", count: 1 },
    { value: "vip", count: 1 },
  ]);
  expect(vips.simulated).toEqual([{ value: "false", count: 1 }]);
  const both = await ask({ environment: ["production"], status: "error" });
  expect(both.environment).toEqual([{ value: "production", count: 1 }]);
  expect(both.status).toEqual([
    { value: "error", count: 1 },
    { value: "ok", count: 1 },
  ]);
});

test("a text narrows facets and histogram to the traces that carry it or are named by it; who may not read, by names only", async () => {
  const told = new Story(db.owner, await makeProject(db.owner));
  const traces = await Promise.all(["f", "f", "g"].map((feature) => told.trace({ feature })));
  for (const [index, said] of ["a lost parcel", "nothing", "Parcel found"].entries())
    await told.span(traces[index] ?? "", { kind: "tool", result: told.set.text(said) });
  await told.trace({ feature: "h", name: "parcels" });
  const engineer = { kind: "user", id: 2, name: "e", role: "engineer" } as const;
  const manager = { kind: "user", id: 1, name: "m", role: "manager" } as const;
  const features = async (q: string, actor: typeof engineer | typeof manager) => {
    const ctx = testContext(db.app, told.project, actor);
    const { facets, exact } = await facetCounts(ctx, traceFilter({ q }));
    const { buckets, exact: isLookedAt } = await traceHistogram(ctx, traceFilter({ q }));
    expect(isLookedAt).toBe(exact);
    const traces = buckets.reduce((sum, { count }) => sum + count, 0);
    return [Object.fromEntries(facets.feature.map(({ value, count }) => [value, count])), exact, traces];
  };
  expect(await features("parcel", engineer)).toEqual([{ f: 1, g: 1, h: 1 }, true, 3]);
  expect(await features("PARCEL FOUND", engineer)).toEqual([{ g: 1 }, true, 1]);
  expect(await features("nowhere", engineer)).toEqual([{}, true, 0]);
  expect(await features("parcel", manager)).toEqual([{ h: 1 }, true, 1]);
  expect(await features(" ", engineer)).toEqual([{ f: 2, g: 1, h: 1 }, true, 4]);
});
