import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { daysAgo, newId, noonOf, World } from "@/lib/erasures/world.testing";
import { traceHistogram } from "@/lib/metrics/trace-histogram";
import { dropOld } from "@/lib/retention/drop-old";
import { facetCounts } from "@/lib/traces/facet-counts";
import { traceFilter } from "@/lib/traces/filter";
import { findNeighbours } from "@/lib/traces/find-neighbours";
import { listTraces } from "@/lib/traces/list-traces";
import { makeMember } from "@/lib/users/testing";

import { bookmarkTraces } from "./bookmark-traces";
import { listBookmarks } from "./list-bookmarks";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const HOUR_NS = 3_600_000_000_000n;

async function scene(days = 0) {
  const project = await makeProject(db.owner, { retentionDays: 30 });
  const world = new World(db, project);
  const ids = [newId(16), newId(16), newId(16), newId(16)] as const;
  await world.write(
    ids.map((traceId, place) => ({
      traceId,
      kind: "llm" as const,
      name: "answer",
      feature: place % 2 === 0 ? "even" : "odd",
      startedAtNs: noonOf(daysAgo(days)) - BigInt(place) * HOUR_NS,
      outputValue: place < 2 ? "words of two" : "others",
    })),
  );
  await world.derive();
  const [{ ctx }, other] = [
    await makeMember(db, project, "manager"),
    await makeMember(db, project, "engineer"),
  ];
  return { project, ids, ctx, other: other.ctx };
}

it("are one person's own, and taken off again", async () => {
  const { ids, ctx, other } = await scene();
  await bookmarkTraces(ctx, { traceIds: [ids[0], ids[1]], on: true });
  await bookmarkTraces(ctx, { traceIds: [ids[0]], on: true });
  expect((await listBookmarks(ctx)).toSorted()).toEqual([ids[0], ids[1]].toSorted());
  expect(await listBookmarks(other)).toEqual([]);
  await bookmarkTraces(other, { traceIds: [ids[0]], on: false });
  await bookmarkTraces(ctx, { traceIds: [ids[1]], on: false });
  expect(await listBookmarks(ctx)).toEqual([ids[0]]);
  await expect(bookmarkTraces(ctx, { traceIds: [newId(16)], on: true })).rejects.toMatchObject({
    code: "not_found",
  });
});

it("narrow the list, its facets, histogram, search and neighbours, with other words too", async () => {
  const { ids, ctx } = await scene(1);
  const [a, b, c] = ids;
  const among = [a, c, newId(16)];
  const filter = traceFilter({
    from: `${daysAgo(2)}T00:00:00Z`,
    to: `${daysAgo(-1)}T00:00:00Z`,
    among,
  });
  const listed = async (more: object) =>
    (await listTraces(ctx, { ...filter, ...more })).data.map(({ trace_id }) => trace_id);
  expect(await listed({})).toEqual([a, c]);
  expect(await listed({ among: [] })).toEqual([]);
  expect(await listed({ feature: ["even"] })).toEqual([a, c]);
  expect(await listed({ feature: ["odd"] })).toEqual([]);
  expect(await listed({ among: [b, c], feature: ["odd"] })).toEqual([b]);
  // What was said is searched by who may read it.
  const reader = { ...ctx, actor: { kind: "system", name: "test" } as const };
  const found = await listTraces(reader, { ...filter, q: "words of two" });
  expect(found.data.map(({ trace_id }) => trace_id)).toEqual([a]);
  const facets = await facetCounts(ctx, filter);
  expect(facets.facets.feature).toEqual([{ value: "even", count: 2 }]);
  const { buckets } = await traceHistogram(ctx, filter);
  expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  const startedAt = new Date(Number(noonOf(daysAgo(1)) / 1_000_000n)).toISOString();
  expect(await findNeighbours(ctx, filter, { traceId: a, startedAt })).toEqual({ newer: null, older: c });
});

it("go with the last day of their trace", async () => {
  const old = await scene(20);
  const young = await scene(1);
  for (const { ctx, ids } of [old, young]) await bookmarkTraces(ctx, { traceIds: [ids[0]], on: true });
  await db.owner`update projects set retention_days = 10 where id in (${old.project.id}, ${young.project.id})`;
  await dropOld(db.worker, new Date());
  expect(await listBookmarks(old.ctx)).toEqual([]);
  expect(await listBookmarks(young.ctx)).toEqual([young.ids[0]]);
});
