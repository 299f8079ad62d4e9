import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { erase } from "@/lib/erasures/erase";
import { daysAgo } from "@/lib/erasures/world.testing";
import { dropOld } from "@/lib/retention/drop-old";
import { type AskedOfServer, startModelServer } from "@/lib/providers/testing";

import { consistencyOf } from "./consistency";
import { deleteExperiment } from "./delete-experiment";
import { getExperiment } from "./get-experiment";
import { countExperiments, listExperiments } from "./list-experiments";
import { previewExperiment } from "./preview-experiment";
import { readOriginal } from "./read-original";
import { contextAs, ran, recordedCall, SETTINGS } from "./testing";

let db: TestDatabase;
let server: Awaited<ReturnType<typeof startModelServer>>;
beforeAll(async () => {
  db = await createTestDatabase();
  await db.owner`insert into instance (session_secret) values (${Buffer.alloc(32, 7)})`;
  server = await startModelServer(() => ({ text: "" }));
});
afterAll(async () => {
  server.close();
  await db.close();
});
beforeEach(() => {
  server.asked.length = 0;
  server.state.hungUp = 0;
  server.state.answering = ({ body }) => ({
    text: isAsked(body, "Basic fares") ? "No refunds." : "It is on its way.",
  });
});
const isAsked = (body: AskedOfServer["body"], text: string): boolean => JSON.stringify(body).includes(text);

const DAY = daysAgo(5);
const scene = async (said = {}) => {
  const project = await makeProject(db.owner, { retentionDays: 30 });
  const made = await recordedCall(db, project, { url: server.url, day: DAY, said });
  return { project, ctx: contextAs(made.world, "engineer"), ...made };
};

describe("a call that is run again", () => {
  it("is asked as it was recorded, priced by what the provider reports, and kept beside its trace", async () => {
    const { project, ctx, common, traceId, spanId } = await scene();
    await db.owner`
      insert into price_overrides (project_id, provider, model, author, units)
      values (${project.id}, '*', 'model-a*', 'Ada', ${db.owner.json({ standard: { input_mtok: "1", output_mtok: "2" } })})`;
    const spans = await db.owner`select count(*)::int as n from span_rows where project_id = ${project.id}`;
    const preview = await previewExperiment(ctx, { kind: "rerun", times: 3, ...common }, SETTINGS);
    // 200 tokens in and 20 out, three times.
    expect(preview).toMatchObject({
      calls: 3,
      estimatedUsd: "0.00072",
      changes: [expect.stringContaining("model-a")],
    });
    const { id, events, last } = await ran(ctx, { kind: "rerun", times: 3, ...common });
    expect(last).toMatchObject({ state: "done", error: null });
    expect(events[0]).toMatchObject({ type: "started", id, calls: 3 });
    expect(events.filter(({ type }) => type === "text").length).toBeGreaterThanOrEqual(3);
    expect(server.asked[0]?.body).toMatchObject({
      model: "model-a",
      temperature: 0.2,
      max_tokens: 100,
      messages: [
        { role: "system", content: "Help travellers of Lovelace Air. Never promise compensation." },
        { role: "user" },
        { role: "assistant", tool_calls: [{ id: "c" }] },
        { role: "tool", tool_call_id: "c" },
      ],
    });
    const experiment = await getExperiment(ctx, id);
    expect(experiment).toMatchObject({
      kind: "rerun",
      state: "done",
      traceId,
      spanId,
      createdBy: "Ada",
      model: "model-a",
    });
    expect(experiment.runs).toHaveLength(3);
    expect(experiment.runs[0]).toMatchObject({
      number: 1,
      answer: { text: "No refunds." },
      tokens: { input: 100, output: 10 },
      costUsd: "0.00012",
    });
    const answers = experiment.runs.flatMap(({ answer }) => answer ?? []);
    expect(consistencyOf(answers, experiment.asked.recorded.answer)).toMatchObject({
      sameAnswer: { part: 3, whole: 3 },
      asRecorded: { sameAnswer: { part: 0 }, sameTools: { part: 3 } },
    });
    expect((await listExperiments(ctx, { traceId })).rows).toMatchObject([
      { id, runs: 3, costUsd: "0.00036" },
    ]);
    expect((await listExperiments(ctx, { traceId: "0".repeat(31) + "1" })).rows).toEqual([]);
    expect(await countExperiments(ctx, traceId)).toBe(1);
    // No figure of production knows of it.
    expect(await db.owner`select count(*)::int as n from span_rows where project_id = ${project.id}`).toEqual(
      spans,
    );
    const audit = await db.owner<{ action: string; detail: { cost_usd?: string } }[]>`
      select action, detail from audit_log where project_id = ${project.id} and kind = 'change' and action like 'experiment.%' order by id`;
    expect(audit).toMatchObject([
      { action: "experiment.started" },
      { action: "experiment.ended", detail: { cost_usd: "0.00036", calls: 3 } },
    ]);
    await deleteExperiment(ctx, { id });
    await expect(getExperiment(ctx, id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("with edits, says what differs; what has no price costs something unknown", async () => {
    const { ctx, common } = await scene();
    const { id } = await ran(ctx, {
      kind: "rerun",
      times: 1,
      ...common,
      parameters: { temperature: null, top_p: 0.5 },
      edits: { system: "Be kind.", parts: { d1: null, t1: null } },
    });
    const { body } = server.asked[0] as AskedOfServer;
    expect(body).not.toHaveProperty("temperature");
    expect(body).toMatchObject({
      top_p: 0.5,
      messages: [
        { role: "system", content: "Be kind." },
        { role: "user", content: "\nRefund 4WQ150, says Ada Lovelace." },
      ],
    });
    const { asked, runs, estimatedUsd } = await getExperiment(ctx, id);
    expect(asked.changes).toEqual([
      "model model-a in place of gpt-4o",
      "temperature not sent",
      "top_p 0.5",
      "another system prompt",
      "document 1 taken out",
      "tool result 1 taken out",
    ]);
    expect(runs).toMatchObject([{ costUsd: null, answer: { text: "It is on its way." } }]);
    expect(estimatedUsd).toBeNull();
  });

  it("a refusal ends it at once, with a sentence; what may work in a moment is tried again", async () => {
    const { ctx, common } = await scene();
    server.state.answering = () => (response) =>
      response.writeHead(401, { "content-type": "application/json" }).end('{"error":{"message":"bad key"}}');
    const refused = await ran(ctx, { kind: "rerun", times: 20, ...common });
    expect(refused.last).toMatchObject({
      state: "failed",
      error: expect.stringContaining("refuses the key (401)"),
    });
    expect(server.asked.length).toBeLessThanOrEqual(4);
    expect((await getExperiment(ctx, refused.id)).runs[0]).toMatchObject({ state: "failed", answer: null });
    server.asked.length = 0;
    server.state.answering = () =>
      server.asked.length === 1
        ? (response) => response.writeHead(429, { "retry-after": "0" }).end()
        : { text: "after all" };
    const { last, id } = await ran(ctx, { kind: "rerun", times: 1, ...common });
    expect(last.state).toBe("done");
    expect((await getExperiment(ctx, id)).runs).toMatchObject([{ answer: { text: "after all" } }]);
  });

  it("failed where no call was answered, and is done where one was", async () => {
    const { ctx, common } = await scene();
    const unfit: ReturnType<typeof server.state.answering> = (response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<p>A gateway.</p>");
    server.state.answering = () => unfit;
    const { last, id } = await ran(ctx, { kind: "rerun", times: 2, ...common });
    expect(last).toMatchObject({ state: "failed", error: expect.stringMatching(/./) });
    expect((await getExperiment(ctx, id)).state).toBe("failed");
    server.asked.length = 0;
    server.state.answering = () => (server.asked.length === 1 ? unfit : { text: "answered" });
    expect((await ran(ctx, { kind: "rerun", times: 2, ...common })).last).toMatchObject({ state: "done" });
  });

  it("is stopped at the provider when somebody cancels, and keeps what was answered", async () => {
    const { ctx, common } = await scene();
    server.state.answering = () =>
      server.asked.length === 1 ? { text: "quick" } : { text: "slow ".repeat(100), pauseMs: 30 };
    const cancel = new AbortController();
    const { id, last } = await ran(
      ctx,
      { kind: "rerun", times: 8, ...common },
      { signal: cancel.signal, onEvent: ({ type }) => type === "run" && cancel.abort() },
    );
    expect(last).toMatchObject({ state: "cancelled" });
    await expect.poll(() => server.state.hungUp).toBeGreaterThanOrEqual(3);
    const { runs, state } = await getExperiment(ctx, id);
    expect(state).toBe("cancelled");
    expect(runs.find(({ answer }) => answer?.text === "quick")).toMatchObject({ state: "done" });
    expect(server.asked.length).toBeLessThan(8);
  });
});

describe("asking the recording", () => {
  it("names the document that an answer depends on, and counts as much as was foretold", async () => {
    const { ctx, common } = await scene();
    const { parts } = await readOriginal(ctx, common);
    expect(parts.map(({ key }) => key)).toEqual(["d1", "t1", "s1", "s2"]);
    const input = {
      kind: "what_if",
      ...common,
      times: 10,
      parts: ["d1", "t1", "s1", "s2"],
      outcome: { kind: "contains", text: "no refunds" },
    } as const;
    const asking = { ...input, parts: [...input.parts] };
    const { calls } = await previewExperiment(ctx, asking, SETTINGS);
    const { id, last } = await ran(ctx, asking);
    expect(server.asked).toHaveLength(calls);
    const { result, runs } = await getExperiment(ctx, id);
    expect(result).toEqual(last.result);
    expect(result?.parts[0]).toMatchObject({
      part: "d1",
      without: { part: 0, whole: 10 },
      established: true,
    });
    expect(result?.parts.filter(({ established }) => established)).toHaveLength(1);
    expect(runs.filter(({ part }) => part === null)).toHaveLength(20);
  });

  it("nothing is compared with an answer that was not recorded, nor taken out that is not there", async () => {
    const { ctx, common } = await scene({ output: null });
    const asking = { kind: "what_if" as const, ...common, times: 5, parts: ["d1"] };
    await expect(ran(ctx, { ...asking, outcome: { kind: "same_answer" } })).rejects.toMatchObject({
      message: expect.stringContaining("No answer was recorded"),
    });
    await expect(ran(ctx, { ...asking, parts: ["d9"], outcome: { kind: "refusal" } })).rejects.toMatchObject({
      code: "bad_request",
    });
  });
});

describe("who may, and how much", () => {
  it("those who may read and change things; others are told why not, and other projects see nothing", async () => {
    const { world, ctx, common } = await scene();
    const input = { kind: "rerun" as const, times: 1, ...common };
    for (const role of ["manager", "compliance"] as const)
      await expect(ran(contextAs(world, role), input)).rejects.toMatchObject({ code: "forbidden" });
    expect(server.asked).toEqual([]);
    const { id } = await ran(ctx, input);
    expect((await getExperiment(contextAs(world, "compliance"), id)).id).toBe(id);
    await expect(getExperiment(contextAs(world, "manager"), id)).rejects.toMatchObject({ code: "forbidden" });
    await expect(deleteExperiment(contextAs(world, "compliance"), { id })).rejects.toMatchObject({
      code: "forbidden",
    });
    const { ctx: other } = await scene();
    await expect(getExperiment(other, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(ran(other, input)).rejects.toMatchObject({ code: "not_found" });
  });

  it("three at once, a thousand calls an hour, twenty runs of one", async () => {
    const { ctx, project, common } = await scene();
    const input = { kind: "rerun" as const, times: 1, ...common };
    await expect(ran(ctx, { ...input, times: 21 })).rejects.toMatchObject({ code: "bad_request" });
    const { id } = await ran(ctx, input);
    const copies = (count: number, state: string, calls: number) => db.owner`
      insert into experiments (project_id, kind, trace_id, span_id, called_at, name, changes, provider_id, provider_name, model, state,
        calls_wanted, request, created_by, created_at)
      select project_id, kind, trace_id, span_id, called_at, name, changes, provider_id, provider_name, model, ${state}, ${calls}::int,
        request, created_by, now() from experiments, generate_series(1, ${count}::int) where id = ${id}`;
    await copies(3, "running", 1);
    await expect(ran(ctx, input)).rejects.toMatchObject({ code: "too_many_requests" });
    // Whoever ran them has died long ago.
    await db.owner`update experiments set created_at = now() - interval '31 minutes' where project_id = ${project.id}`;
    expect((await listExperiments(ctx)).rows.map(({ state }) => state)).toContain("interrupted");
    await ran(ctx, input);
    await copies(1, "running", 999);
    await expect(ran(ctx, input)).rejects.toMatchObject({
      message: expect.stringContaining("1,000 such calls an hour"),
    });
  });
});

describe("what it holds goes with what was said", () => {
  it("an erasure of the trace deletes it, one of a text blackens it", async () => {
    const { ctx, world, common, traceId } = await scene();
    server.state.answering = () => ({
      text: "Dear Ada Lovelace, no.",
      calls: [{ name: "tell", arguments: { to: "Ada Lovelace" } }],
    });
    const { id } = await ran(ctx, { kind: "rerun", times: 2, ...common });
    expect(await erase(world.ctx, { text: "Ada Lovelace", from: DAY, to: DAY })).toMatchObject({ traces: 1 });
    const { asked, runs } = await getExperiment(ctx, id);
    expect(JSON.stringify([asked, runs])).not.toContain("Ada Lovelace");
    expect(runs[0]?.answer).toMatchObject({
      text: "Dear ████████████, no.",
      calls: [{ arguments: { to: "████████████" } }],
    });
    // Names that are ours stay, whatever is erased.
    await erase(world.ctx, { text: "messages", from: DAY, to: DAY });
    expect((await getExperiment(ctx, id)).asked.request.messages).toHaveLength(3);
    await erase(world.ctx, { traces: [traceId] });
    await expect(getExperiment(ctx, id)).rejects.toMatchObject({ code: "not_found" });
    expect(await db.owner`select from experiment_runs where experiment_id = ${id}`).toHaveLength(0);
    await expect(ran(ctx, { kind: "rerun", times: 1, ...common })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("one that is erased while it runs makes no more calls and keeps nothing", async () => {
    const { ctx, world, common, traceId } = await scene();
    server.state.answering = () => ({ text: "slow", pauseMs: 30 });
    let erased: Promise<unknown> | undefined;
    const { id, last } = await ran(
      ctx,
      { kind: "rerun", times: 20, ...common },
      { onEvent: ({ type }) => type === "run" && (erased ??= erase(world.ctx, { traces: [traceId] })) },
    );
    await erased;
    expect(last).toMatchObject({ state: "failed", error: expect.stringContaining("erased") });
    expect(await db.owner`select from experiment_runs where experiment_id = ${id}`).toHaveLength(0);
    expect(server.asked.length).toBeLessThan(20);
  });

  it("and with the day of the recorded call", async () => {
    const { ctx, common, project } = await scene();
    const { id } = await ran(ctx, { kind: "rerun", times: 1, ...common });
    await dropOld(db.worker, new Date());
    expect((await getExperiment(ctx, id)).id).toBe(id);
    await db.owner`update projects set retention_days = 3 where id = ${project.id}`;
    await dropOld(db.worker, new Date());
    await expect(getExperiment(ctx, id)).rejects.toMatchObject({ code: "not_found" });
  });
});
