import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { PriceBook } from "@/lib/cost/price-book";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { rollUp } from "@/lib/derive/roll-up";
import { unlimitedRequest } from "@/lib/ingest-usage/testing";
import type { JsonObject } from "@/lib/model/json";

import { GroupCommit } from "../group-commit";
import { receiveIngestion, receiveScore, receiveScores } from "./receive-ingestion";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const NOON = Date.parse("2026-11-20T12:00:00Z");
const iso = (ms: number): string => new Date(NOON + ms).toISOString();
const endpointOf = (project: TestProject) => ({
  ctx: {
    sql: db.app,
    project,
    actor: { kind: "system" as const, name: "test" },
    now: () => new Date(NOON + 12 * 3_600_000),
  },
  ingest: new GroupCommit(db.pipeline, { find: () => null, add: () => {} }),
  ingestRequest: unlimitedRequest(db.app, project.id),
  prices: PriceBook.list,
});
const event = (type: string, body: JsonObject, atMs = 0) => ({
  id: randomUUID(),
  type,
  timestamp: iso(atMs),
  body,
});
type Event = ReturnType<typeof event>;
const send = (project: TestProject, batch: unknown[]) =>
  receiveIngestion(endpointOf(project), { batch, metadata: { sdk_name: "test" } }, false);
const settle = async () => {
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  while ((await rollUp(db.worker, { settled: true })) > 0);
};
/** All that is shown of a project, without what differs between two projects: their number. */
const stateOf = async (project: TestProject): Promise<unknown> => {
  await settle();
  const state: Record<string, unknown> = {};
  for (const table of ["spans", "traces", "scores", "rollup_calls", "rollup_traces", "usage"]) {
    const rows = await db.owner.unsafe<{ row: JsonObject }[]>(
      `select to_jsonb(t) - '{project_id,body_ref,input_ref,output_ref,metadata_ref,digest}'::text[] as row from ${table} t where project_id = ${project.id}`,
    );
    state[table] = rows.map(({ row }) => JSON.stringify(row)).sort();
  }
  return state;
};

/** One interaction as a client tells it: the trace twice, a model call and a tool in two pieces each, a score. */
const story = (): Event[] => {
  const traceId = randomUUID();
  const [call, tool] = [randomUUID(), randomUUID()];
  return [
    event("trace-create", { id: traceId, timestamp: iso(0), name: "chat", userId: "ann", input: "hi" }),
    event(
      "generation-create",
      {
        id: call,
        traceId,
        name: "reply",
        startTime: iso(10),
        model: "gpt-4o-mini",
        input: [{ role: "user", content: "hi" }],
      },
      1,
    ),
    event(
      "tool-create",
      { id: tool, traceId, parentObservationId: call, name: "look", startTime: iso(20), input: { q: 1 } },
      2,
    ),
    event("tool-update", { id: tool, traceId, endTime: iso(40), output: "found" }, 3),
    event(
      "generation-update",
      {
        id: call,
        traceId,
        endTime: iso(90),
        output: "ho",
        usage: { promptTokens: 1_000_000, completionTokens: 0 },
      },
      4,
    ),
    event("trace-create", { id: traceId, timestamp: iso(95), output: "ho", tags: ["x"] }, 5),
    event(
      "score-create",
      { id: randomUUID(), traceId, observationId: call, name: "good", value: 1, dataType: "BOOLEAN" },
      6,
    ),
  ];
};

describe("a batch of Langfuse events", () => {
  it("is answered event by event, and the good ones are stored when others are bad", async () => {
    const project = await makeProject(db.owner);
    const [create] = story() as [Event];
    const answer = await send(project, [{ id: "bad", type: "span-create" }, create, event("sdk-log", {})]);
    expect(answer).toEqual({
      successes: [
        { id: create.id, status: 201 },
        { id: expect.any(String) as string, status: 201, message: "logs of the SDK are dropped" },
      ],
      errors: [
        { id: "bad", status: 400, message: "body: must be an object", error: "body: must be an object" },
      ],
    });
    expect(await db.owner`select name, kind from spans where project_id = ${project.id}`).toMatchObject([
      { name: "chat", kind: "workflow" },
    ]);
  });

  it("says which event lies outside the days that the project keeps", async () => {
    const project = await makeProject(db.owner, { retentionDays: 30 });
    const old = event("trace-create", { id: randomUUID(), timestamp: "2020-01-01T00:00:00Z" });
    const { successes, errors } = await send(project, [old, event("trace-create", { id: randomUUID() })]);
    expect(successes).toHaveLength(1);
    expect(errors).toMatchObject([{ id: old.id, status: 400 }]);
  });

  it("means the same in one request, event by event backwards, all at once, and twice", async () => {
    const events = story();
    const whole = await makeProject(db.owner);
    await send(whole, events);
    const wanted = await stateOf(whole);
    expect(wanted).toMatchObject({
      traces: [expect.stringContaining('"cost_nano_usd":150000000')],
      scores: [expect.stringContaining('"boolean"')],
    });

    const backwards = await makeProject(db.owner);
    for (const one of events.toReversed()) {
      await send(backwards, [one]);
      await settle();
    }
    const parallel = await makeProject(db.owner);
    await Promise.all(events.map((one) => send(parallel, [one])));
    const twice = await makeProject(db.owner);
    await send(twice, events.slice(3));
    await send(twice, events);
    await settle();
    await send(twice, events.slice(0, 4));
    for (const project of [backwards, parallel, twice]) expect(await stateOf(project)).toEqual(wanted);
  });

  it("hours later still changes the trace, its session, its cost and the roll-ups", async () => {
    const project = await makeProject(db.owner);
    const traceId = randomUUID();
    const id = randomUUID();
    await send(project, [
      event("trace-create", { id: traceId, timestamp: iso(0), name: "chat" }),
      event("generation-create", { id, traceId, startTime: iso(0), endTime: iso(50), model: "gpt-4o-mini" }),
    ]);
    await settle();
    const shown = async () => {
      const [trace] = await db.owner`
        select session_id, user_id, cost_nano_usd, cost_status from traces where project_id = ${project.id}`;
      const [calls] = await db.owner`
        select calls, coalesce(cost_nano_usd, 0) as cost_nano_usd, coalesce(unknown_cost_count, 0) as unknown_cost_count
        from rollup_calls where project_id = ${project.id} and tier = 0 and cube = 0`;
      const usage = await db.owner`
        select user_id, cost_nano_usd from usage where project_id = ${project.id} and tier = 0 and cube = 0`;
      return { trace, calls, usage };
    };
    expect(await shown()).toMatchObject({
      trace: { session_id: null, cost_nano_usd: null, cost_status: "unknown" },
      calls: { calls: 1, cost_nano_usd: 0, unknown_cost_count: 1 },
    });
    const hours = 9 * 3_600_000;
    await send(project, [
      event("generation-update", { id, traceId, usageDetails: { input: 1_000_000, output: 0 } }, hours),
      event("trace-create", { id: traceId, timestamp: iso(hours), sessionId: "s", userId: "ann" }, hours),
    ]);
    await settle();
    expect(await shown()).toMatchObject({
      trace: { session_id: "s", user_id: "ann", cost_nano_usd: 150_000_000, cost_status: "known" },
      calls: { calls: 1, cost_nano_usd: 150_000_000, unknown_cost_count: 0 },
      usage: [{ user_id: "ann", cost_nano_usd: 150_000_000 }],
    });
  });

  it("that is no batch is refused", async () => {
    const project = await makeProject(db.owner);
    await expect(receiveIngestion(endpointOf(project), [], false)).rejects.toMatchObject({
      code: "bad_request",
    });
  });

  it("that is small on the wire and large in its answer is refused", async () => {
    const batch = Array.from({ length: 100_001 }, () => ({}));
    await expect(
      receiveIngestion(endpointOf(await makeProject(db.owner)), { batch }, false),
    ).rejects.toMatchObject({
      code: "body_too_large",
    });
  });
});

it("a list of scores is stored, and says how many were refused and why", async () => {
  const project = await makeProject(db.owner);
  const ingestTarget = endpointOf(project);
  const score = { id: "s1", traceId: randomUUID(), name: "helpful", value: 0.9 };
  expect(await receiveScores(ingestTarget, [score], false)).toEqual({
    status: 202,
    body: { message: "Accepted" },
  });
  expect(
    await receiveScores(ingestTarget, [{ ...score, id: "s2" }, { name: "nothing" }, null], false),
  ).toMatchObject({ status: 207, body: { accepted: 1, rejected: 2 } });
  expect(await db.owner`select 1 from scores where project_id = ${project.id}`).toHaveLength(2);
});

it("one score is stored under its id, replaced under the same id, and refused when it says nothing", async () => {
  const project = await makeProject(db.owner);
  const ingestTarget = endpointOf(project);
  const traceId = randomUUID();
  const { id } = await receiveScore(
    ingestTarget,
    { traceId, name: "good", value: 0.5, metadata: { by: "x" } },
    true,
  );
  ingestTarget.ctx.now = () => new Date(NOON + 13 * 3_600_000);
  expect(await receiveScore(ingestTarget, { id, traceId, name: "good", value: 0.75 }, true)).toEqual({ id });
  expect(
    await db.owner`select value_number, source from scores where project_id = ${project.id}`,
  ).toMatchObject([{ value_number: 0.75, source: "user" }]);
  await expect(receiveScore(ingestTarget, { traceId, name: "good" }, true)).rejects.toMatchObject({
    code: "bad_request",
  });
  // What a score of ours has no place for is kept beside it.
  const [kept] = await db.owner<
    { body: string }[]
  >`select body from span_parts where project_id = ${project.id}`;
  expect(kept?.body).toContain('"by":"x"');
});
