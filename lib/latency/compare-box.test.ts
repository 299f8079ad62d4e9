import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { inProject } from "@/db/tenant";
import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { rollUp } from "@/lib/derive/roll-up";
import { testContext } from "@/lib/traces/testing";

import { compareBox, type BoxComparison } from "./compare-box";
import type { Box } from "./box";
import type { Measure } from "./measure";
import type { LatencyScope } from "./scope";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await db.owner`select ensure_partitions('2026-03-09', '2026-03-10')`;
});
afterAll(() => db.close());

const MORNING: LatencyScope = {
  from: "2026-03-09T09:00:00.000Z",
  to: "2026-03-09T11:00:00.000Z",
  filters: {},
};
/** The slow ones of ten minutes. */
const BOX: Box = {
  from: "2026-03-09T10:00:00.000Z",
  to: "2026-03-09T10:10:00.000Z",
  overMs: 4000,
  upToMs: 60_000,
};

const compare = (
  project: TestProject,
  { measure = "interaction_latency" as Measure, scope = MORNING, box = BOX } = {},
): Promise<BoxComparison> => {
  const ctx = { ...testContext(db.app, project), now: () => new Date("2026-03-12T00:00:00Z") };
  return inProject(db.app, project.id, (tx) => compareBox(tx, ctx, measure, scope, box), { readOnly: true });
};

/** Rolls up what was written past ingest. */
async function rolledUp(project: TestProject): Promise<void> {
  await db.owner`
    insert into dirty_buckets (project_id, tier, bucket)
    select ${project.id}, 60, minute
    from generate_series(${MORNING.from}::timestamptz, ${MORNING.to}::timestamptz - interval '1 minute', interval '1 minute') minute`;
  while ((await rollUp(db.worker, { settled: true })) > 0);
}

/**
 * Interactions, evenly over the morning. Release 2 is slow from ten on; users, tools and models say nothing about it.
 * @param count how many in all
 */
async function morning(count: number): Promise<TestProject> {
  const project = await makeProject(db.owner);
  await db.owner`
    insert into traces (started_at, duration_ns, digest, trace_id, project_id, shard_key, span_count, llm_count, tool_count,
      retrieval_count, error_count, unknown_cost_count, is_error, is_open, name, feature, release, user_id, tools, tool_mode,
      answer_model, answer_streamed)
    select '2026-03-09T09:00:00Z'::timestamptz + i * interval '2 hours' / ${count},
      case when i % 4 = 0 and i * 12 / ${count} = 6 then 8e9 + i % 7 * 1e8 else 5e8 + i % 11 * 1e8 end,
      0, gen_random_uuid(), ${project.id}, ${project.shardKeys[0] ?? 1}, 3, 1 + i % 3, 1, 0, 0, 0, false, false, 'answer', 'support',
      case when i % 4 = 0 and i * 12 / ${count} = 6 then '2' when i % 50 = 3 then '2' else '1' end,
      'u' || (i * 7919 % 37), array['t' || i % 3], 'single', 'm' || i % 5 % 2, i % 3 = 0
    from generate_series(0, ${count - 1}) i`;
  await rolledUp(project);
  return project;
}

describe("a box of the heatmap", () => {
  it("names what its traces have in common, with both shares and how many there are", async () => {
    const found = await compare(await morning(2400));
    expect(found.inside).toEqual({ count: 50, sampled: 50 });
    expect(found.outside).toEqual({ count: 2350, sampled: 2350 });
    expect(found.differences.map(({ attribute, value }) => [attribute, value])).toEqual([["release", "2"]]);
    expect(found.differences[0]).toMatchObject({ inside: 50, insideShare: 1 });
    expect(found.differences[0]?.outsideShare).toBeCloseTo(48 / 2350, 2);
  });

  it("of many is told from a sample of bounded size, with the same answer", async () => {
    const project = await morning(24_000);
    const found = await compare(project);
    expect(found.inside.count).toBe(500);
    expect(found.inside.sampled).toBe(500);
    expect(found.outside.count).toBe(23_500);
    expect(found.outside.sampled).toBeGreaterThan(3_000);
    expect(found.outside.sampled).toBeLessThan(5_000);
    expect(found.differences.map(({ attribute, value }) => [attribute, value])).toEqual([["release", "2"]]);
    expect(found.differences[0]?.outsideShare).toBeCloseTo(0.02, 1);
  });

  it("within the page's filters compares only what they let through", async () => {
    const project = await morning(2400);
    const found = await compare(project, { scope: { ...MORNING, filters: { release: ["1"] } } });
    expect(found.inside.count).toBe(0);
    expect(found.differences).toEqual([]);
  });

  it("of another project is empty", async () => {
    await morning(240);
    const found = await compare(await makeProject(db.owner));
    expect(found).toEqual({
      inside: { count: 0, sampled: 0 },
      outside: { count: 0, sampled: 0 },
      differences: [],
    });
  });

  it("of model calls compares calls: their model, step and user", async () => {
    const project = await makeProject(db.owner);
    await db.owner`
      insert into span_rows (started_at, duration_ns, ttft_ns, revision, trace_id, span_id, project_id, shard_key, own_labels[1],
        own_labels[2], own_labels[10], own_labels[11], user_id, streaming)
      select '2026-03-09T09:00:00Z'::timestamptz + i * interval '2 hours' / 2400, 1e9, case when i % 24 = 0 then 5e9 else 3e8 end, 1,
        gen_random_uuid(), decode(lpad(to_hex(i), 16, '0'), 'hex'), ${project.id}, ${project.shardKeys[0] ?? 1},
        case when i % 3 = 2 then 'tool' else 'llm' end, 'write', 'p', case when i % 24 = 0 then 'slow' else 'quick' end, 'u', true
      from generate_series(0, 2399) i`;
    await rolledUp(project);
    const box = { ...BOX, from: MORNING.from, to: MORNING.to };
    const found = await compare(project, { measure: "ttft", box });
    expect(found.inside.count).toBe(100);
    expect(found.outside.count).toBe(1500);
    expect(found.differences.map(({ attribute, value }) => [attribute, value])).toEqual([["model", "slow"]]);
  });
});
