import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import type { Role } from "@/lib/context";
import { getSession } from "@/lib/sessions/get-session";
import { getTrace } from "@/lib/traces/get-trace";
import { Story, testContext } from "@/lib/traces/testing";

import { writeScore } from "./write-score";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const as = (story: Story, role: Role, id = 1) =>
  testContext(db.app, story.project, { kind: "user", id, name: "Ada", role });

async function world() {
  const story = new Story(db.owner, await makeProject(db.owner, { shardKeys: [1, 2] }));
  const traceId = await story.trace({ session_id: "s" });
  const spanId = await story.span(traceId, { kind: "llm" });
  return { story, traceId, spanId, ctx: as(story, "engineer") };
}

test("a person's judgement stands on the trace, its span or the session, and a later one of theirs takes its place", async () => {
  const { story, traceId, spanId, ctx } = await world();
  await writeScore(ctx, { traceIds: [traceId], name: "thumbs", value: false });
  await writeScore(ctx, { traceIds: [traceId], name: "thumbs", value: true, comment: "  " });
  await writeScore(as(story, "admin", 2), { traceIds: [traceId], name: "thumbs", value: false });
  await writeScore(ctx, {
    traceIds: [traceId],
    spanId,
    name: "tone",
    value: "rude",
    correction: "Good day.",
  });
  await writeScore(ctx, { sessionId: "s", name: "resolved", value: 0.5, comment: "half" });
  const { scores } = await getTrace(ctx, { traceId });
  expect(scores).toHaveLength(3);
  expect(scores).toContainEqual(
    expect.objectContaining({
      name: "thumbs",
      value: true,
      source: "reviewer",
      span_id: null,
      comment: null,
    }),
  );
  expect(scores).toContainEqual(expect.objectContaining({ name: "thumbs", value: false }));
  expect(scores).toContainEqual(
    expect.objectContaining({ name: "tone", value: "rude", span_id: spanId, correction: "Good day." }),
  );
  const session = await getSession(ctx, { sessionId: "s" });
  expect(session.scores).toContainEqual(
    expect.objectContaining({ name: "resolved", value: 0.5, session_id: "s", comment: "half" }),
  );
});

test("several traces get the same judgement, each its own, and the audit log says who without the words", async () => {
  const { story, traceId, ctx } = await world();
  const other = await story.trace();
  await story.span(other, { kind: "llm" });
  const { ids } = await writeScore(ctx, {
    traceIds: [traceId, other, traceId],
    name: "ok",
    value: 1,
    comment: "secret",
  });
  expect(new Set(ids).size).toBe(2);
  const rows = await db.owner<{ target: string; detail: object }[]>`
    select target, detail from audit_log where project_id = ${ctx.project.id} and action = 'score.written'`;
  expect(rows.map(({ target }) => target).sort()).toEqual([traceId, other].sort());
  expect(JSON.stringify(rows)).not.toContain("secret");
  const marks = await db.owner`select from seal_marks where project_id = ${ctx.project.id}`;
  expect(marks).toHaveLength(2);
});

test("who may not read what was said does not judge it, and what is not there is not judged", async () => {
  const { story, traceId, spanId, ctx } = await world();
  for (const role of ["manager", "compliance"] as const)
    await expect(
      writeScore(as(story, role), { traceIds: [traceId], name: "a", value: 1 }),
    ).rejects.toMatchObject({
      code: "forbidden",
    });
  const nothing = { name: "a", value: 1 };
  for (const about of [
    { traceIds: ["0".repeat(31) + "1"] },
    { traceIds: [traceId], spanId: "0".repeat(15) + "1" },
    { sessionId: "nobody's" },
  ])
    await expect(writeScore(ctx, { ...nothing, ...about })).rejects.toMatchObject({ code: "not_found" });
  const foreign = await world();
  await expect(writeScore(ctx, { ...nothing, traceIds: [foreign.traceId] })).rejects.toMatchObject({
    code: "not_found",
  });
  for (const wrong of [
    { ...nothing, traceIds: [traceId], sessionId: "s" },
    { ...nothing },
    { name: " ", value: 1, traceIds: [traceId] },
    { name: "a", value: Number.NaN, traceIds: [traceId] },
    { name: "a", value: "", traceIds: [traceId] },
    { ...nothing, traceIds: [traceId, foreign.traceId], spanId },
  ])
    await expect(writeScore(ctx, wrong)).rejects.toMatchObject({ code: "bad_request" });
});
