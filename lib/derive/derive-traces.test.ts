import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { COMPLETENESS } from "@/lib/model/completeness";

import { claimMarks } from "./claim-marks";
import { deriveTraces } from "./derive-traces";
import type { SpanFacts } from "./facts";
import { addition, span, store } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const derive = async () => {
  for (;;) {
    const { marks } = await deriveTraces(db.worker, new Map(), { minAgeMs: 0 });
    if (marks === 0) return;
  }
};
const traceRow = async (project: TestProject, traceId: string) => {
  // As JSON: digests do not fit a JavaScript number, and no test needs them.
  const rows = await db.owner<{ row: Record<string, unknown> }[]>`
    select to_jsonb(t) as row from traces t where project_id = ${project.id} and trace_id = ${traceId}`;
  expect(rows.length).toBeLessThanOrEqual(1);
  return rows[0]?.row;
};
const DAY = 86_400_000_000;

describe("deriveTraces", () => {
  it("lets a root that comes last decide feature, user and session of what came before", async () => {
    const project = await makeProject(db.owner);
    const traceId = randomUUID();
    await store(db.worker, project, traceId, [
      span("b", { parentSpanId: "a", at: 10, kind: "llm", costNanoUsd: 5, parts: COMPLETENESS.output }),
    ]);
    await derive();
    expect(await traceRow(project, traceId)).toMatchObject({ feature: "b", is_open: true, cost_nano_usd: 5 });
    await store(db.worker, project, traceId, [
      span("a", { kind: "agent", feature: "search", userId: "u", sessionId: "s" }),
    ]);
    await derive();
    expect(await traceRow(project, traceId)).toMatchObject({
      feature: "search",
      user_id: "u",
      session_id: "s",
      is_open: false,
      cost_status: "known",
    });
    const [child] = await db.owner`
      select derived_feature, derived_user_id, derived_session_id from spans where project_id = ${project.id} and name = 'b'`;
    expect(child).toEqual({ derived_feature: "search", derived_user_id: "u", derived_session_id: "s" });
  });

  it("moves the row when an earlier root moves the start to another day", async () => {
    const project = await makeProject(db.owner);
    const traceId = randomUUID();
    await store(db.worker, project, traceId, [span("b", { parentSpanId: "a" })]);
    await derive();
    await store(db.worker, project, traceId, [span("a", { at: -DAY, ms: null })]);
    await derive();
    expect(await traceRow(project, traceId)).toMatchObject({
      started_at: "2025-02-28T12:00:00+00:00",
      span_count: 2,
      is_open: true,
    });
    const marks =
      await db.owner`select distinct bucket from dirty_buckets where project_id = ${project.id} order by bucket`;
    expect(marks.map((mark) => mark["bucket"])).toEqual([
      "2025-02-28T12:00:00.000000Z",
      "2025-03-01T12:00:00.000000Z",
    ]);
  });

  it("writes nothing and marks no minute when the same spans come again", async () => {
    const project = await makeProject(db.owner);
    const traceId = randomUUID();
    const spans = [span("a", { kind: "agent" }), span("b", { parentSpanId: "a", kind: "llm" })];
    await store(db.worker, project, traceId, spans);
    await derive();
    await store(db.worker, project, traceId, spans);
    // Whoever stores spans marks their minutes; deriving adds nothing to it.
    await db.owner`delete from dirty_buckets where project_id = ${project.id}`;
    expect(await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).toMatchObject({
      marks: 1,
      changedTraces: 0,
      changedSpans: 0,
    });
    expect(await db.owner`select from dirty_buckets where project_id = ${project.id}`).toHaveLength(0);
  });

  it("marks what changes for every roll-up that is made from rows: minutes, and the last ones' tens of seconds", async () => {
    const project = await makeProject(db.owner);
    const ten = Math.floor(Date.now() / 10_000) * 10_000;
    const startedUs = (ten - 120_000) * 1000;
    const traceId = randomUUID();
    await store(db.worker, project, traceId, [span("a", { kind: "llm", startedUs })]);
    const marks = async () => {
      const rows = await db.owner<{ tier: number; bucket: string }[]>`
        delete from dirty_buckets where project_id = ${project.id} returning tier, bucket`;
      return [...new Set(rows.map(({ tier, bucket }) => `${tier} ${Date.parse(bucket)}`))].sort();
    };
    const minute = Math.floor((ten - 120_000) / 60_000) * 60_000;
    const both = [`10 ${ten - 120_000}`, `60 ${minute}`];
    expect(await marks()).toEqual(both);
    await derive();
    expect(await marks()).toEqual(both);
    // A root that comes later changes the feature of a call whose own bucket nothing new lies in.
    await store(db.worker, project, traceId, [
      span("r", { kind: "agent", feature: "late", startedUs: startedUs - 40_000_000 }),
      span("b", { kind: "llm", parentSpanId: "r", startedUs: startedUs - 40_000_000 }),
    ]);
    await marks();
    await derive();
    expect(await marks()).toEqual(expect.arrayContaining(both));
    // Older ones have minutes only.
    await store(db.worker, project, randomUUID(), [
      span("a", { kind: "llm", startedUs: startedUs - 3_600_000_000 }),
    ]);
    await marks();
    await derive();
    expect(await marks()).toEqual([`60 ${minute - 3_600_000}`]);
  });

  it("keeps the copy of a span with the greater revision and deletes the other", async () => {
    const project = await makeProject(db.owner);
    const traceId = randomUUID();
    await store(db.worker, project, traceId, [
      span("a", { at: 5, revision: "9", name: "final" }),
      span("a", { at: 0, name: "early" }),
    ]);
    await derive();
    expect(await db.owner`select name from spans where project_id = ${project.id}`).toEqual([
      { name: "final" },
    ]);
    expect(await traceRow(project, traceId)).toMatchObject({ name: "final", span_count: 1 });
  });

  it("gives a span the prompt and parts of an addition that came before it", async () => {
    const project = await makeProject(db.owner);
    const traceId = randomUUID();
    await store(
      db.worker,
      project,
      traceId,
      [],
      [
        addition("a", {
          parts: COMPLETENESS.output,
          promptFingerprint: "4611686018427387905",
          outputRef: "2049",
        }),
      ],
    );
    await derive();
    expect(await traceRow(project, traceId)).toBeUndefined();
    await store(db.worker, project, traceId, [span("a", { kind: "llm", feature: "mail" })]);
    await derive();
    expect(await traceRow(project, traceId)).toMatchObject({
      has_output: true,
      has_prompt_version: true,
      output_ref: 2049,
    });
    const [version] = await db.owner`
      select p.name, v.number, v.fingerprint::text from prompt_versions v join prompts p on p.id = v.prompt_id where v.project_id = ${project.id}`;
    expect(version).toEqual({ name: "mail", number: 1, fingerprint: "4611686018427387905" });
  });

  it("takes the trace's input from the record of the first call that was sent messages", async () => {
    const project = await makeProject(db.owner);
    const traceId = randomUUID();
    await store(db.worker, project, traceId, [
      span("a"),
      span("b", { parentSpanId: "a", kind: "llm", contextRef: "4097" }),
    ]);
    await derive();
    expect(await traceRow(project, traceId)).toMatchObject({ input_ref: 4097 });
  });

  it("keeps two projects that use the same trace id apart", async () => {
    const [one, two] = [await makeProject(db.owner), await makeProject(db.owner)];
    const traceId = randomUUID();
    await store(db.worker, one, traceId, [span("a", { name: "mine", kind: "llm", costNanoUsd: 1 })]);
    await store(db.worker, two, traceId, [span("a", { name: "theirs", kind: "llm", costNanoUsd: 2 })]);
    await derive();
    expect(await traceRow(one, traceId)).toMatchObject({ name: "mine", cost_nano_usd: 1 });
    expect(await traceRow(two, traceId)).toMatchObject({ name: "theirs", cost_nano_usd: 2 });
  });

  it("numbers prompt versions in the order of first sight and never twice", async () => {
    const project = await makeProject(db.owner);
    const call = (at: number, promptFingerprint: string): SpanFacts =>
      span("a", { at, kind: "llm", feature: "mail", promptFingerprint });
    await store(db.worker, project, randomUUID(), [call(20, "2")]);
    await store(db.worker, project, randomUUID(), [call(10, "1")]);
    await derive();
    await store(db.worker, project, randomUUID(), [call(5, "2")]);
    await store(db.worker, project, randomUUID(), [call(30, "3")]);
    await derive();
    const versions = await db.owner`
      select number, fingerprint, first_seen_at from prompt_versions where project_id = ${project.id} order by number`;
    expect(versions.map((version) => [version["number"], version["fingerprint"]])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(versions[1]?.["first_seen_at"]).toBe("2025-03-01T12:00:00.000005Z");
  });

  it("shares the marks between two workers, each trace derived once at a time", async () => {
    const project = await makeProject(db.owner);
    const ids = Array.from({ length: 80 }, () => randomUUID());
    for (const id of ids)
      await store(db.worker, project, id, [
        span("a"),
        span("b", { parentSpanId: "a", kind: "llm", costNanoUsd: 3 }),
      ]);
    const deriveAll = async (): Promise<number> => {
      let traces = 0;
      for (;;) {
        const derived = await deriveTraces(db.worker, new Map(), { minAgeMs: 0, limit: 20 });
        traces += derived.traces;
        if (derived.marks === 0) return traces;
      }
    };
    const mine: number[] = [];
    let first = 0;
    // Another worker is in the middle of a batch: what it has taken is left to it.
    await db.worker.begin(async (tx) => {
      const claim = await claimMarks(tx, 20, 0);
      mine.push(...claim.traces.flatMap(({ markIds }) => markIds));
      first = await deriveAll();
      const left = await db.owner<
        { id: number }[]
      >`select id from dirty_traces where project_id = ${project.id}`;
      expect(left.map(({ id }) => id)).toEqual(expect.arrayContaining(mine));
    });
    expect(mine.length).toBeGreaterThan(0);
    expect(first).toBeGreaterThan(0);
    expect(first + (await deriveAll())).toBe(80);
    const [sum] =
      await db.owner`select count(*)::int as n, sum(cost_nano_usd)::int as cost from traces where project_id = ${project.id}`;
    expect(sum).toEqual({ n: 80, cost: 240 });
    expect(await db.owner`select from dirty_traces where project_id = ${project.id}`).toHaveLength(0);
  });

  it("loses nothing when its connection is ended in the middle of a batch", async () => {
    const project = await makeProject(db.owner);
    const traceId = randomUUID();
    await store(db.worker, project, traceId, [span("a", { name: "survivor" })]);
    await db.owner.begin(async (tx) => {
      // Somebody holds the row's lock, so the batch is surely in the middle when its connection ends.
      await tx`select from span_rows where project_id = ${project.id} for update`;
      const failed = expect(deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).rejects.toThrow();
      const endWaiting = () => db.owner`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'test worker' and wait_event_type = 'Lock'`;
      while ((await endWaiting()).length === 0);
      await failed;
    });
    expect(await traceRow(project, traceId)).toBeUndefined();
    await derive();
    expect(await traceRow(project, traceId)).toMatchObject({ name: "survivor" });
  });
});
