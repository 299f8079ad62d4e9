import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { PriceBook } from "@/lib/cost/price-book";
import { unlimitedRequest } from "@/lib/ingest-usage/testing";
import type { JsonObject } from "@/lib/model/json";

import { GroupCommit } from "../group-commit";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import { traceIdOfRun } from "./identity";
import { aboutFeedback, aboutRun, type Messages, messagesOfBatch } from "./messages";
import { receiveMessages } from "./receive-messages";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const NOON = Date.parse("2026-11-20T12:00:00Z");

/** An endpoint whose clock goes on a second with each request. */
async function open() {
  const project = await makeProject(db.owner);
  let seconds = 0;
  const ingestTarget = () => ({
    ctx: {
      sql: db.app,
      project,
      actor: { kind: "system" as const, name: "test" },
      now: () => new Date(NOON + 3_600_000 + seconds * 1_000),
    },
    ingest: new GroupCommit(db.pipeline, new KnownBodies()),
    ingestRequest: unlimitedRequest(db.app, project.id),
    prices: PriceBook.list,
  });
  const send = (messages: Messages) => {
    seconds++;
    return receiveMessages(ingestTarget(), messages);
  };
  return { project, send };
}

const spansOf = (project: TestProject) => db.owner<{ name: string; duration_ns: number; kind: string }[]>`
  select name, duration_ns, kind from spans where project_id = ${project.id} order by started_at, name`;
const scoresOf = (project: TestProject) => db.owner`
  select replace(trace_id::text, '-', '') as trace_id, encode(span_id, 'hex') as span_id, name, value_number, value_text, source,
    comment
  from scores where project_id = ${project.id}`;

const stamp = (ms: number): string => new Date(ms).toISOString().replace(/[-:.Z]/g, "") + "001Z";

/** A root and one model call below it: created and updated in messages of their own. */
function interaction() {
  const [root, call] = [randomUUID(), randomUUID()];
  const order = `${stamp(NOON)}${root}`;
  const said = (fields: JsonObject) => ({ trace_id: root, dotted_order: order, ...fields });
  const below = { parent_run_id: root, dotted_order: `${order}.${stamp(NOON + 10)}${call}` };
  return {
    root,
    call,
    messages: [
      aboutRun("post", said({ id: root, name: "ask", run_type: "chain", inputs: { input: "Hi" } })),
      aboutRun("post", said({ id: call, name: "ChatOpenAI", run_type: "llm", ...below })),
      aboutRun("patch", said({ end_time: NOON + 500, outputs: { outputs: "Yo" }, ...below }), call),
      aboutRun("patch", said({ end_time: NOON + 600, outputs: { output: "Yo" } }), root),
    ],
  };
}

it("the messages about runs end in the same spans in any order", async () => {
  for (const order of [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [2, 0, 3, 1],
  ]) {
    const { project, send } = await open();
    const { messages } = interaction();
    for (const at of order) expect((await send(messages[at] as Messages)).refused).toEqual([]);
    expect(await spansOf(project)).toEqual([
      { name: "ask", duration_ns: 600000000, kind: "workflow" },
      { name: "ChatOpenAI", duration_ns: 490000000, kind: "llm" },
    ]);
    for (const message of messages) await send(message);
    expect(await spansOf(project)).toHaveLength(2);
  }
});

it("the good runs of a batch are kept beside those that cannot be", async () => {
  const { project, send } = await open();
  const id = randomUUID();
  const run = { id, name: "good", run_type: "chain", start_time: new Date(NOON).toISOString() };
  const received = await send(
    messagesOfBatch({ post: [run, { name: "nameless" }, 7], patch: [{ id, end_time: NOON + 5 }] }),
  );
  expect(received.kept).toBe(2);
  expect(received.refused.map(({ code }) => code).sort()).toEqual(["invalid_run", "missing_run_id"]);
  expect(await spansOf(project)).toMatchObject([{ name: "good", duration_ns: 5000000 }]);
  expect(() => messagesOfBatch([])).toThrow("post");
  const many = Array.from({ length: 60_000 }, () => ({}));
  expect(() => messagesOfBatch({ post: many, patch: many })).toThrow("more than 100000");
});

it("a judgement finds its run, whether it comes before or after", async () => {
  for (const first of ["run", "judgement"]) {
    const { project, send } = await open();
    const { root, call, messages } = interaction();
    const judge = async () => {
      await send(aboutFeedback({ id: randomUUID(), run_id: call, key: "good", score: 1, comment: "nice" }));
      await send(aboutFeedback({ id: randomUUID(), run_id: root, key: "tone", value: "kind" }));
    };
    if (first === "judgement") await judge();
    for (const message of messages) await send(message);
    if (first === "run") await judge();
    const scores = await scoresOf(project);
    expect(scores).toHaveLength(2);
    expect(scores).toContainEqual({
      trace_id: traceIdOfRun(root),
      span_id: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      name: "good",
      value_number: 1,
      value_text: null,
      source: "user",
      comment: "nice",
    });
    expect(scores).toContainEqual(
      expect.objectContaining({ span_id: null, name: "tone", value_text: "kind", value_number: null }),
    );
  }
});

it("a judgement that says its trace waits for no run", async () => {
  const { project, send } = await open();
  const root = randomUUID();
  const source = { type: "model", metadata: {} };
  await send(
    aboutFeedback({
      id: randomUUID(),
      run_id: randomUUID(),
      trace_id: root,
      key: "k",
      score: true,
      feedback_source: source,
    }),
  );
  expect(await scoresOf(project)).toMatchObject([
    { trace_id: traceIdOfRun(root), value_number: 1, source: "model" },
  ]);
});

it("an update of a judgement says the last word, also when it comes first, and takes back what it sets to null", async () => {
  for (const order of ["create first", "update first"]) {
    const { project, send } = await open();
    const { call, messages } = interaction();
    for (const message of messages) await send(message);
    const id = randomUUID();
    const create = () => send(aboutFeedback({ id, run_id: call, key: "good", score: 0, comment: "bad" }));
    const update = () => send(aboutFeedback({ score: 0.5, comment: null }, id));
    if (order === "create first") await create();
    await update();
    if (order === "update first") await create();
    expect(await scoresOf(project)).toMatchObject([{ value_number: 0.5, comment: null }]);
    await send(aboutFeedback({ score: 0.7 }, id));
    await send(aboutFeedback({ score: 0.5 }, id));
    expect(await scoresOf(project)).toMatchObject([{ value_number: 0.5 }]);
  }
});

it("a judgement of no run is refused", async () => {
  const { send } = await open();
  expect(await send(aboutFeedback({ key: "k", score: 1, session_id: randomUUID() }))).toMatchObject({
    kept: 0,
    refused: [{ code: "no_run" }],
  });
});
