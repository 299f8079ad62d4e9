import { randomUUID } from "node:crypto";

import type { TestDatabase, TestProject } from "@/db/testing";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { span, store } from "@/lib/derive/testing";

/** Interactions of tests, a minute apart, of which the first so many fail. */
export async function interact(
  db: TestDatabase,
  project: TestProject,
  said: { fromMs: number; n: number; failing?: number; feature?: string; everyMs?: number; ms?: number },
): Promise<void> {
  const { fromMs, n, failing = 0, feature = "support", everyMs = 1_000, ms = 100 } = said;
  for (let index = 0; index < n; index++)
    await store(db.worker, project, randomUUID(), [
      span("a", {
        kind: "llm",
        startedUs: (fromMs + index * everyMs) * 1000,
        ms,
        isError: index < failing,
        feature,
        requestModel: "m",
      }),
    ]);
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  // The clock of a test is not the store's, by which ten seconds of an hour ago are long made.
  await db.owner`
    insert into dirty_buckets (project_id, tier, bucket)
    select distinct ${project.id}::int, 10, date_bin('10 s', started_at, '2000-01-01 00:00:00+00'::timestamptz)
    from traces where project_id = ${project.id} and shard_key = any(${project.shardKeys}::int[])`;
}
