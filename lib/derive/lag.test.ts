import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { inProject } from "@/db/tenant";

import { deriveLag } from "./lag";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

/** How late buckets are, in seconds, when a mark of one was made `markedS` ago. @param startedS ago, below 0: ahead */
async function lateS(tier: number, startedS: number, markedS: number): Promise<number> {
  const project = await makeProject(db.owner);
  await db.owner`
    insert into dirty_buckets (project_id, tier, bucket, marked_at)
    values (${project.id}, ${tier}, now() - make_interval(secs => ${startedS}), now() - make_interval(secs => ${markedS}))`;
  const lag = await inProject(db.app, project.id, (tx) => deriveLag(tx), { readOnly: true });
  expect(lag.buckets.map((each) => [each.tier, each.marks])).toEqual([[tier, 1]]);
  return Number(lag.buckets[0]?.lateMs) / 1000;
}

it.each([
  ["a day that is not over", 0, 80_000, 79_000],
  ["an hour that is not over", 3600, 3_000, 2_900],
  ["a bucket of a span from the future", 10, -80_000, 4_000],
  ["a bucket that has just been over", 60, 63, 60],
  ["an old one that was marked a moment ago", 60, 90_000, 1],
  ["a day that a late span marked two minutes ago, and that is given time to settle", 0, 200_000, 120],
])("%s is not late", async (_what, tier, startedS, markedS) => {
  expect(await lateS(tier, startedS, markedS)).toBe(0);
});

it.each([
  ["ten seconds that have been over for a minute", 10, 70, 65, 57.5],
  ["a minute that should have been made an hour ago", 60, 3_672, 3_660, 3_600],
  ["a day of last month, marked an hour ago", 0, 3_000_000, 3_600, 3_300],
])("%s is late", async (_what, tier, startedS, markedS, late) => {
  const found = await lateS(tier, startedS, markedS);
  expect(found).toBeGreaterThanOrEqual(late);
  expect(found).toBeLessThan(late + 5);
});
