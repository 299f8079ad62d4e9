import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import type { Context } from "@/lib/context";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { accept } from "@/lib/ingest/accept";
import { writeBatch } from "@/lib/ingest/write";
import type { ModelSpan } from "@/lib/model/span";
import { modelSpan } from "@/lib/model/testing";
import { getTrace } from "@/lib/traces/get-trace";

import { compareTraces } from "./compare-traces";
import { alike, findHealthy, rarity, wordsOf } from "./find-healthy";

let db: TestDatabase;
let ctx: Context;
beforeAll(async () => {
  db = await createTestDatabase();
  const project = await makeProject(db.owner);
  ctx = { sql: db.app, project, actor: { kind: "system", name: "test" }, now: () => new Date() };
});
afterAll(() => db.close());

let traces = 0;
/** A call, a tool and a call that has seen its result, each a second after the other. */
async function send(said: {
  asked: string;
  result: string;
  answer: string;
  failed?: boolean;
  feature?: string;
  session?: string;
}): Promise<string> {
  const traceId = (++traces).toString(16).padStart(32, "0");
  const startedAtNs = BigInt(Date.now() - 600_000 + traces * 10_000) * 1_000_000n;
  const { feature = "refunds", session: sessionId = null } = said;
  const common = { traceId, feature, sessionId, durationNs: 500_000_000n };
  const asked = { role: "user", content: said.asked };
  const spans: Partial<ModelSpan>[] = [
    { ...common, spanId: "1".repeat(16), kind: "llm", name: "chat", input: [asked], output: [] },
    {
      ...common,
      spanId: "2".repeat(16),
      kind: "tool",
      name: "lookup",
      toolName: "lookup",
      inputValue: { booking: "4WQ150" },
      outputValue: said.result,
      ...(said.failed ? { isError: true, error: { type: "Declined", message: "no", stack: null } } : {}),
    },
    {
      ...common,
      spanId: "3".repeat(16),
      kind: "llm",
      name: "chat",
      input: [asked, { role: "tool", content: said.result }],
      output: [{ role: "assistant", content: said.answer }],
    },
  ];
  const { batch } = accept(ctx, {
    spans: spans.map((span, index) =>
      modelSpan({ ...span, startedAtNs: startedAtNs + BigInt(index) * 1_000_000_000n }),
    ),
    additions: [],
    scores: [],
    rejected: [],
    ignored: 0,
  });
  await writeBatch(db.pipeline, batch, new KnownBodies());
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  return traceId;
}

it("says in which step two traces part, and by which part of it", async () => {
  const a = await send({ asked: "Refund 4WQ150", result: "declined", answer: "Declined.", failed: true });
  const b = await send({ asked: "Refund 4WQ150", result: "done", answer: "It is on its way." });
  const { rows, firstDivergence } = compareTraces(
    await getTrace(ctx, { traceId: a }),
    await getTrace(ctx, { traceId: b }),
  );
  expect(rows.map(({ kind, differs }) => [kind, differs])).toEqual([
    ["llm", false],
    ["tool", true],
    ["llm", true],
  ]);
  expect(firstDivergence).toBe(1);
  const differing = rows.map(({ parts }) => parts.filter((part) => part.differs).map(({ name }) => name));
  expect(differing).toEqual([[], ["Result", "Error"], ["Messages", "Answer"]]);
  // What the call before has seen is not said again.
  expect(rows[2]?.parts.find(({ name }) => name === "Messages")).toMatchObject({
    a: "tool: declined",
    b: "tool: done",
  });
  const itself = await getTrace(ctx, { traceId: a });
  expect(compareTraces(itself, itself).firstDivergence).toBeNull();
});

it("finds the successful trace of the feature that was asked most alike", async () => {
  const failed = await send({
    asked: "cancel my flight to Rome please",
    result: "x",
    answer: "y",
    failed: true,
  });
  const alike = await send({ asked: "please cancel my flight to Oslo", result: "ok", answer: "done" });
  await send({ asked: "which meals are served", result: "ok", answer: "pasta" });
  await send({ asked: "cancel my flight to Rome please", result: "x", answer: "y", failed: true });
  const trace = await getTrace(ctx, { traceId: failed });
  const looked = {
    traceId: failed,
    sessionId: null,
    feature: "refunds",
    startedAt: trace.started_at,
    input: trace.input,
  };
  expect(await findHealthy(ctx, looked)).toMatchObject({ traceId: alike });
  expect(await findHealthy(ctx, { ...looked, feature: "nobody's" })).toBeNull();
  // What was judged to be wrong is no example.
  await db.owner`
    insert into scores (id, project_id, shard_key, trace_id, name, data_type, value_number, source, created_at, revised_at)
    values ('s1', ${ctx.project.id}, 1, ${alike}, 'good', 'boolean', 0, 'user', now(), now())`;
  expect((await findHealthy(ctx, looked))?.traceId).not.toBe(alike);
});

it("in a conversation finds the turn of a conversation that was asked most alike", async () => {
  const ask = (session: string, asked: string) =>
    send({ asked, result: "ok", answer: "done", feature: "turns", session });
  await ask("a", "I want to change something");
  const failed = await ask("a", "yes please");
  await ask("a", "booking XQ77 it is");
  await ask("b", "which meals are served");
  await ask("b", "yes please");
  await ask("b", "pasta then");
  await ask("c", "hello");
  const second = await ask("c", "go on");
  await ask("c", "it is booking XQ77");
  const { started_at, input } = await getTrace(ctx, { traceId: failed });
  await db.owner`
    insert into scores (id, project_id, shard_key, session_id, name, data_type, value_number, source, created_at, revised_at)
    values ('s2', ${ctx.project.id}, 1, 'a', 'good', 'boolean', 0, 'user', now(), now())`;
  const looked = { traceId: failed, sessionId: "a", feature: "turns", startedAt: started_at, input };
  expect((await findHealthy(ctx, looked))?.traceId).toBe(second);
});

it("counts words that two inputs share", () => {
  expect(alike(wordsOf("Cancel my flight"), wordsOf("cancel MY booking"))).toBe(0.5);
  // A word that all have tells nothing, one that few have much.
  const weightOf = rarity([wordsOf("cancel a"), wordsOf("cancel b"), wordsOf("cancel b c")]);
  expect(alike(wordsOf("cancel b"), wordsOf("cancel b c"), weightOf)).toBeGreaterThan(
    2 * alike(wordsOf("cancel a"), wordsOf("cancel b"), weightOf),
  );
  expect(alike(wordsOf(""), wordsOf(null))).toBe(1);
  expect(alike(wordsOf({ q: "a b" }), wordsOf("c"))).toBe(0);
});
