import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { rollUp } from "@/lib/derive/roll-up";
import { Story } from "@/lib/traces/testing";

import type { Statistics } from "./cell";
import { joinCells, makeCells } from "./make-cells";
import { MOST_INTERACTIONS, readInteractions } from "./read-interactions";
import { forgetCells, signalRound } from "./signal-round";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 2, 10, 12);
const at = (ms: number): string => new Date(ms).toISOString();

interface Row {
  tier: number;
  bucket: string;
  feature: string;
  environment: string;
  dimension: string;
  value: string;
  interactions: number;
  measured: number;
  statistics: Statistics;
  only: Record<string, string> | null;
}

const cellsOf = (projectId: number) => db.owner<Row[]>`
  select tier::int, bucket, feature, environment, dimension, value, interactions::int, measured::int, statistics, only_values as "only"
  from signal_cells where project_id = ${projectId} order by tier, bucket, feature, environment, dimension, value`;

const told = async (): Promise<Story> =>
  new Story(db.owner, await makeProject(db.owner, { shardKeys: [1, 2] }));

/** One call of an interaction that ends `ends` and took `seconds`. */
async function answer(story: Story, ends: number, seconds: number, said: object = {}): Promise<string> {
  const started_at = at(ends - seconds * 1000);
  const { set: contents } = story;
  const trace = await story.trace({
    started_at,
    duration_ns: seconds * 1e9,
    answer_model: "m",
    answer_provider: "p",
    environment: "production",
    input: contents.message({ role: "user", content: "Where is my parcel, please?" }),
    output: contents.text("It is on its way to you."),
    ...said,
  });
  await story.span(trace, {
    kind: "llm",
    started_at,
    finish_reason: "stop",
    response_model: "m-2026",
    output: [contents.message({ role: "assistant", content: "It is on its way to you." })],
  });
  await story.span(trace, { kind: "tool", tool_name: "track", started_at });
  return trace;
}

describe("cells", () => {
  it("are of what ended within their time, with all that it says", async () => {
    const story = await told();
    await answer(story, NOON + 1000, 30);
    await answer(story, NOON + 2 * MINUTE, 2, { is_error: true, failure: "timeout" });
    await answer(story, NOON - 1, 10); // ended before
    await answer(story, NOON + 5 * MINUTE, 10); // ended after
    await answer(story, NOON + 3 * MINUTE, 2, { is_open: true }); // did not end
    await makeCells(db.worker, story.project, { fromMs: NOON, toMs: NOON + 5 * MINUTE }, 300);
    const cells = await cellsOf(story.project.id);
    expect(cells).toHaveLength(1);
    expect(cells[0]).toMatchObject({
      feature: "support",
      environment: "production",
      dimension: "",
      interactions: 2,
      measured: 2,
      only: { model: "m", provider: "p", answered_model: "m-2026" },
      statistics: {
        failed: { n: 2, hits: 1 },
        failures: { counts: { timeout: 1 } },
        latency: { histogram: { counts: [1] } },
        finish_reasons: { counts: { stop: 2 } },
        tools: { counts: { track: 2 } },
        languages: { counts: { en: 2 } },
        refused: { n: 2, hits: 0 },
        empty: { n: 2, hits: 0 },
      },
    });
  });

  it("are told apart where a dimension has several values", async () => {
    const story = await told();
    await answer(story, NOON + 1000, 1, { answer_model: "a" });
    await answer(story, NOON + 2000, 1, { answer_model: "b", tags: ["beta"] });
    await answer(story, NOON + 3000, 1, { answer_model: "b", environment: null });
    await makeCells(db.worker, story.project, { fromMs: NOON, toMs: NOON + 5 * MINUTE }, 300);
    const cells = await cellsOf(story.project.id);
    expect(
      cells.map(({ environment, dimension, value, interactions }) => [
        environment,
        dimension,
        value,
        interactions,
      ]),
    ).toEqual([
      ["", "", "", 1],
      ["production", "", "", 2],
      ["production", "model", "a", 1],
      ["production", "model", "b", 1],
      ["production", "tag", "beta", 1],
    ]);
    // Made again they are the same.
    await makeCells(db.worker, story.project, { fromMs: NOON, toMs: NOON + 5 * MINUTE }, 300);
    expect(await cellsOf(story.project.id)).toEqual(cells);
  });

  it("judgements count when they are given, with the feature that they are about", async () => {
    const story = await told();
    const trace = await answer(story, NOON - 86_400_000, 1, { session_id: "s" });
    const judged = { created_at: at(NOON + 1000), revised_at: at(NOON + 1000) };
    await story.score({ ...judged, trace_id: trace, name: "helpful", data_type: "boolean", value_number: 1 });
    await story.score({ ...judged, session_id: "s", name: "grade", data_type: "number", value_number: 0.5 });
    await story.score({
      ...judged,
      trace_id: trace,
      name: "mood",
      data_type: "category",
      value_text: "glad",
    });
    await makeCells(db.worker, story.project, { fromMs: NOON, toMs: NOON + 5 * MINUTE }, 300);
    const [cell] = await cellsOf(story.project.id);
    expect(cell).toMatchObject({
      feature: "support",
      environment: "production",
      interactions: 0,
      statistics: {
        "score:helpful": { kind: "share", n: 1, hits: 1 },
        "score:grade": { kind: "mean", n: 1, sum: 0.5, squares: 0.25 },
      },
    });
    // Words are content.
    expect(JSON.stringify(cell)).not.toContain("mood");
  });

  it("very many interactions are measured by an even sample", async () => {
    const story = await told();
    const { project } = story;
    await story.trace({ started_at: at(NOON) });
    await db.owner`
      insert into traces (started_at, duration_ns, digest, trace_id, project_id, shard_key, span_count, llm_count, tool_count,
        retrieval_count, error_count, unknown_cost_count, is_error, is_open, name, feature)
      select ${at(NOON)}::timestamptz + n * interval '1 millisecond', 1e9, 0, gen_random_uuid(), ${project.id}, 1 + n % 2, 1, 1, 0, 0, 0, 0,
        n % 10 = 0, false, 'x', 'busy'
      from generate_series(1, 6000) n`;
    const found = await readInteractions(db.worker, project, { fromMs: NOON, toMs: NOON + 5 * MINUTE });
    const busy = found.find(({ feature }) => feature === "busy");
    expect(busy?.count).toBe(6000);
    expect(busy?.interactions).toHaveLength(MOST_INTERACTIONS);
    const failed = busy?.interactions.filter(({ isError }) => isError).length ?? 0;
    expect(failed).toBeGreaterThan(30);
    expect(failed).toBeLessThan(95);
  });

  it("a segment that was the whole for a part of the hour is a segment of the hour", () => {
    const cell = (said: object) => ({
      feature: "f",
      environment: "",
      dimension: "",
      value: "",
      interactions: 1,
      measured: 1,
      statistics: {},
      only: null,
      ...said,
    });
    const hour = joinCells([
      cell({ only: { model: "a", provider: "p" } }),
      cell({ only: { model: "b", provider: "p" } }),
      cell({ interactions: 2, only: { provider: "p" } }),
      cell({ dimension: "model", value: "a" }),
      cell({ dimension: "model", value: "b" }),
    ]);
    expect(
      hour.map(({ dimension, value, interactions, only }) => [dimension, value, interactions, only]),
    ).toEqual([
      ["", "", 4, { provider: "p" }],
      ["model", "a", 2, null],
      ["model", "b", 2, null],
    ]);
  });
});

describe("the round", () => {
  const run = async (nowMs: number): Promise<void> => {
    while (await signalRound(db.worker, { now: () => nowMs }));
  };
  const fine = async (story: Story) =>
    (await cellsOf(story.project.id))
      .filter(({ tier }) => tier === 300)
      .map(({ bucket }) => Date.parse(bucket));

  it("makes what has ended, the past, hours, and late hours again", async () => {
    const story = await told();
    await answer(story, NOON - 20 * 86_400_000, 1);
    await answer(story, NOON - 90 * MINUTE, 1);
    await answer(story, NOON - 8 * MINUTE, 1);
    await run(NOON);
    expect(await fine(story)).toEqual([NOON - 90 * MINUTE, NOON - 10 * MINUTE]);
    const hours = async () =>
      (await cellsOf(story.project.id))
        .filter(({ tier }) => tier === 3600)
        .map(({ bucket, interactions }) => [Date.parse(bucket), interactions]);
    expect(await hours()).toEqual([
      [NOON - 20 * 86_400_000, 1],
      [NOON - 120 * MINUTE, 1],
    ]);
    // The next hour ends.
    await answer(story, NOON + MINUTE, 1);
    await run(NOON + 70 * MINUTE);
    expect((await hours()).slice(2)).toEqual([
      [NOON - 60 * MINUTE, 1],
      [NOON, 1],
    ]);
    // What comes late marks its hour by its roll-up, and is in the cells when it has been quiet.
    await answer(story, NOON - 88 * MINUTE, 1);
    while ((await rollUp(db.worker, { settled: true })) > 0);
    await db.owner`update signal_marks set marked_at = ${at(NOON)} where project_id = ${story.project.id}`;
    await run(NOON + 70 * MINUTE);
    expect((await hours())[1]).toEqual([NOON - 120 * MINUTE, 2]);
    // Of an hour that is not over, what is made of it.
    await answer(story, NOON + 61 * MINUTE, 1);
    await db.owner`
      insert into signal_marks (project_id, hour, marked_at) values (${story.project.id}, ${at(NOON + 60 * MINUTE)}, ${at(NOON)})`;
    await run(NOON + 70 * MINUTE);
    expect(await fine(story)).toContain(NOON + 60 * MINUTE);
    expect(await hours()).toHaveLength(4);
    expect(await db.owner`select from signal_marks where project_id = ${story.project.id}`).toHaveLength(0);
  });
});

it("cells that nobody asks for any more are forgotten: by five minutes sooner than by hour", async () => {
  const story = await told();
  const { id } = story.project;
  const cell = (tier: number, days: number) => db.owner`
    insert into signal_cells (project_id, tier, bucket, feature, environment, interactions, measured, statistics)
    values (${id}, ${tier}, ${at(NOON - days * 86_400_000)}::timestamptz, 'f', '', 1, 1, '{}')`;
  for (const days of [1, 12, 14, 60, 71]) for (const tier of [300, 3600]) await cell(tier, days);
  await forgetCells(db.worker, new Date(NOON));
  const kept = (await cellsOf(id)).map(({ tier, bucket }) => [
    tier,
    (NOON - Date.parse(bucket)) / 86_400_000,
  ]);
  expect(kept).toEqual([
    [300, 12],
    [300, 1],
    [3600, 60],
    [3600, 14],
    [3600, 12],
    [3600, 1],
  ]);
});
