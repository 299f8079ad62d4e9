import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { writeComment } from "@/lib/comments/write-comment";
import { erase } from "@/lib/erasures/erase";
import { newId, World } from "@/lib/erasures/world.testing";
import type { InteractionInput } from "@/lib/ingest/interaction-schema";
import { spansOfInteraction } from "@/lib/ingest/spans-of-interaction";
import type { JsonObject } from "@/lib/model/json";
import { makeMember } from "@/lib/users/testing";

import { type FeatureFigures, loggingChecklist, stateOf } from "./checklist";
import { decideRound } from "./decide-round";
import { getRecord } from "./get-record";
import { isDecision } from "./is-decision";
import { decisionOverview } from "./overview";
import { REPORT_SCORE } from "./report-score";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await db.owner`insert into instance (session_secret) values (${Buffer.alloc(32, 7)})`;
});
afterAll(() => db.close());

async function scene() {
  const project = await makeProject(db.owner, { retentionDays: 30 });
  const world = new World(db, project);
  const settle = async () => {
    await world.derive();
    while (await decideRound(db.worker, "outside"));
  };
  const decline = async (
    said: { subject?: string; policy?: string; version?: string; minutesAgo?: number } = {},
  ) => {
    const { subject = "C-17", policy = "at least 500", version = "v3", minutesAgo = 10 } = said;
    const traceId = newId(16);
    const at = (ms: number) => new Date(Date.now() - minutesAgo * 60_000 + ms).toISOString();
    const item: InteractionInput = {
      name: "loan",
      started_at: at(0),
      ended_at: at(2000),
      feature: "loans",
      user_id: "u-1",
      prompt: { name: "loan-officer", version: "7", system: "Decline below 500. Answer within 30 days." },
      context: [
        {
          id: "policy.md",
          content: policy,
          updated_at: new Date(Date.now() - 10 * 86_400_000).toISOString(),
          metadata: { version },
        },
      ],
      tools: [
        { name: "score_applicant", call_id: "c1", arguments: { id: subject }, result: { score: 412 } },
        { name: "send_email", call_id: "c2", arguments: {}, error: "mailbox full" },
      ],
      model: "gpt-4o-mini",
      provider: "openai",
      messages: [{ role: "user", content: `I am ${subject}.` }],
      output: `${subject}: declined, your score is 412. I have emailed you. Ask again after 18 months; answers within 30 days.`,
      usage: { input_total: 10, output_total: 5 },
      decision: { subject, outcome: "declined", reasons: ["score"] },
    };
    await world.write(spansOfInteraction(item, traceId, item as unknown as JsonObject));
    await settle();
    return traceId;
  };
  return { project, world, ctx: world.ctx, settle, decline };
}

describe("a decision record", () => {
  it("says who, what was in force, what was claimed and what was done", async () => {
    const { ctx, decline } = await scene();
    const record = await getRecord(ctx, await decline());
    expect(record.decision).toMatchObject({
      subject: "C-17",
      outcome: "declined",
      reasons: ["score"],
      markedBy: "client",
    });
    expect(record.inputs).toEqual([{ who: "User", text: "I am C-17." }]);
    expect(record.policies).toMatchObject([
      {
        name: "loan-officer",
        version: "7",
        text: "Decline below 500. Answer within 30 days.",
        supersededBy: null,
      },
    ]);
    expect(record.documents).toMatchObject([
      { name: "policy.md", version: "v3", text: "at least 500", superseded: null },
    ]);
    expect(Math.round((record.documents[0]?.ageMs ?? 0) / 86_400_000)).toBe(10);
    expect(record.claims.flatMap(({ unsupported }) => unsupported)).toEqual(["18 months"]);
    const score = record.claims.find(({ text }) => text.includes("412"));
    expect(record.evidence[score?.best ?? ""]).toBe("tool score_applicant");
    expect(record.actions).toMatchObject([{ deed: "send", state: "ghost", failedTools: ["send_email"] }]);
    expect(record.path.map(({ who }) => who)).toContain("Retrieval");
    expect(record.missing).toEqual(["Release: which release of the system ran was not recorded"]);
    expect(record.calls).toMatchObject([{ provider: "openai", model: "gpt-4o-mini" }]);
  });

  it("knows a later text of its documents and a later version of its prompt, and no earlier ones", async () => {
    const { ctx, decline } = await scene();
    await decline({ policy: "at least 600", version: "v2", minutesAgo: 20 });
    const traceId = await decline();
    expect((await getRecord(ctx, traceId)).documents[0]?.superseded).toBeNull();
    await decline({ minutesAgo: 8 });
    expect((await getRecord(ctx, traceId)).documents[0]?.superseded).toBeNull();
    await decline({ policy: "at least 450", version: "v4", minutesAgo: 5 });
    expect((await getRecord(ctx, traceId)).documents[0]?.superseded).toMatchObject({ version: "v4" });
  });

  it("holds what people said of it", async () => {
    const { ctx, project, decline } = await scene();
    const traceId = await decline();
    const { ctx: engineer } = await makeMember(db, project, "engineer");
    await writeComment(engineer, { traceIds: [traceId], text: "looks wrong" });
    await db.owner`
      insert into scores (id, project_id, shard_key, trace_id, name, data_type, value_text, source, comment, created_at, revised_at)
      values ('R-1', ${project.id}, ${project.shardKeys[0] as number}, ${traceId}::uuid, ${REPORT_SCORE}, 'category', 'wrong', 'user',
        'not me', now(), now())`;
    const record = await getRecord(ctx, traceId);
    expect(record.reviews).toMatchObject([{ id: "R-1", comment: "not me" }]);
    expect(record.comments).toMatchObject([{ text: "looks wrong" }]);
  });

  it("is for those who may read what was said, of their project", async () => {
    const { project, decline } = await scene();
    const traceId = await decline();
    const { ctx: manager } = await makeMember(db, project, "manager");
    await expect(getRecord(manager, traceId)).rejects.toMatchObject({ code: "forbidden" });
    const other = await scene();
    await expect(getRecord(other.ctx, traceId)).rejects.toMatchObject({ code: "not_found" });
    expect(await isDecision(other.ctx, traceId)).toBe(false);
  });

  it("of an erased trace names nobody", async () => {
    const { ctx, decline } = await scene();
    const traceId = await decline();
    await erase(ctx, { traces: [traceId] });
    const record = await getRecord(ctx, traceId);
    expect(record.decision).toMatchObject({ subject: null, outcome: null, reasons: [] });
    expect(
      JSON.stringify([record.inputs, record.claims, record.tools, record.documents, record.path]),
    ).not.toContain("C-17");
    expect(record.missing).toContain("Content: some was erased");
  });
});

it("the overview counts decisions, reported ones and missing parts, for every role", async () => {
  const { project, ctx, decline } = await scene();
  const traceId = await decline();
  await decline({ subject: "C-2" });
  await db.owner`
    insert into scores (id, project_id, shard_key, trace_id, name, data_type, value_text, source, created_at, revised_at)
    values ('R-2', ${project.id}, ${project.shardKeys[0] as number}, ${traceId}::uuid, ${REPORT_SCORE}, 'category', 'wrong', 'user', now(), now())`;
  const range = {
    from: new Date(Date.now() - 3_600_000).toISOString(),
    to: new Date(Date.now() + 60_000).toISOString(),
    environment: null,
  };
  const { ctx: manager } = await makeMember(db, project, "manager");
  expect(await decisionOverview(manager, range)).toMatchObject({
    decisions: 2,
    reported: 1,
    reports: 1,
    withoutSubject: 0,
    byFeature: [{ feature: "loans", decisions: 2, reported: 1 }],
  });
  expect(await decisionOverview(ctx, { ...range, environment: "elsewhere" })).toMatchObject({ decisions: 0 });
});

it("the checklist ticks itself by feature, and says what did not occur", async () => {
  const { ctx, decline } = await scene();
  await decline();
  const { features } = await loggingChecklist(ctx);
  const [loans] = features as [FeatureFigures];
  expect(loans).toMatchObject({ feature: "loans", traces: 1 });
  const states = Object.fromEntries(
    Object.entries(loans.held).map(([id, held]) => [id, stateOf(id as never, held)]),
  );
  expect(states).toMatchObject({
    start: "all",
    decision: "all",
    subject: "all",
    failure: "not seen",
    policy: "all",
    context: "all",
    release: "none",
    user: "all",
    report: "none",
  });
});
