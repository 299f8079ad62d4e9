import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import type { Context } from "@/lib/context";
import type { Established } from "@/lib/findings/finding";
import { openFindings } from "@/lib/findings/open-findings";
import { resolveFindings } from "@/lib/findings/resolve-findings";
import { before, NOW, Story } from "@/lib/traces/testing";
import { makeMember } from "@/lib/users/testing";

import { changeIncident } from "./change-incident";
import { draftPostMortem } from "./draft-post-mortem";
import { incidentDocumentOf, incidentDocumentSchema } from "./document";
import { examineIncident } from "./examine-incident";
import { getIncident } from "./get-incident";
import { getKeptTrace } from "./kept-trace";
import { listIncidents } from "./list-incidents";
import { pinTrace, unpinTrace } from "./pin-trace";
import { savePostMortem } from "./save-post-mortem";
import { timelineOf } from "./timeline";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const HOUR = 3_600_000;

async function scene() {
  const project = await makeProject(db.owner);
  const { ctx } = await makeMember(db, project, "engineer");
  await db.owner`
    insert into notification_channels (project_id, kind, name, url, shown_url, created_by)
    values (${project.id}, 'webhook', 'hook', 'https://example.com/x', 'https://example.com/…', 'test')`;
  return { project, ctx: { ...ctx, now: () => NOW } satisfies Context };
}

const found = (said: Partial<Established> = {}): Established => ({
  ruleId: 0,
  series: "",
  key: "k",
  level: "warning",
  title: "More interactions of support fail",
  link: "/p/x/drift",
  detail: { candidates: [{ sentence: "Release 2.4 began 3 minutes before." }] },
  affected: "feature=support&status=error",
  beganAtMs: NOW.getTime() - 2 * HOUR,
  cause: { key: "drift support", title: "support fails more", tell: true },
  ...said,
});

const open = (project: { id: number; slug: string }, ...list: Established[]) =>
  db.worker.begin((tx) => openFindings(tx, project, "drift", list, NOW));

const messages = (project: { id: number }) =>
  db.owner<{ kind: string; title: string }[]>`
    select kind, payload ->> 'title' as title from notification_deliveries where project_id = ${project.id} order by created_at, kind`;

describe("findings", () => {
  it("are told once, share the incident of their cause, raise it, and end it when all are over", async () => {
    const { project, ctx } = await scene();
    const [first] = await open(project, found());
    expect(await open(project, found())).toEqual([]);
    const [second] = await open(
      project,
      found({ key: "k2", level: "alert", title: "Slower, too", beganAtMs: NOW.getTime() - 3 * HOUR }),
    );
    expect(second?.incidentId).toBe(first?.incidentId);
    const id = first?.incidentId ?? "";
    const incident = await getIncident(ctx, id);
    expect(incident).toMatchObject({
      state: "open",
      severity: "alert",
      title: "support fails more",
      findings: 2,
      rules: ["drift"],
    });
    expect(Date.parse(incident.beganAt)).toBe(NOW.getTime() - 3 * HOUR);
    expect(incident.events.map(({ kind }) => kind)).toEqual(["opened", "finding", "finding", "severity"]);
    const end = (finding: typeof first) =>
      db.worker.begin((tx) =>
        resolveFindings(tx, project, [{ id: finding?.id ?? "", why: "It is as before." }], NOW),
      );
    expect(await end(first)).toEqual([]);
    expect((await getIncident(ctx, id)).state).toBe("open");
    expect(await end(second)).toEqual([id]);
    expect(await end(second)).toEqual([]);
    expect(await getIncident(ctx, id)).toMatchObject({
      state: "resolved",
      resolvedBy: null,
      resolution: "It is as before.",
    });
    expect(await messages(project)).toEqual([
      { kind: "incident.opened", title: "support fails more" },
      { kind: "incident.raised", title: "Now an alert: support fails more" },
      { kind: "incident.resolved", title: "Resolved: support fails more" },
    ]);
    // The same cause, later: another incident.
    const [third] = await open(project, found({ key: "k3" }));
    expect(third?.incidentId).not.toBe(id);
    expect((await listIncidents(ctx)).data.map(({ state }) => state)).toEqual(["open", "resolved"]);
    expect((await listIncidents(ctx, { state: ["open"], q: "FAILS" })).data).toHaveLength(1);
  });

  it("of another feature give their incident another name, which the channels do not hear of", async () => {
    const { project, ctx } = await scene();
    const [first] = await open(project, found());
    const both = "search and support: changed together";
    await open(
      project,
      found({ key: "k2", cause: { key: "drift support", title: both, renames: true, tell: true } }),
    );
    const incident = await getIncident(ctx, first?.incidentId ?? "");
    expect(incident.title).toBe(both);
    expect(incident.events.find(({ kind }) => kind === "opened")?.text).toBe("support fails more");
    await open(project, found({ key: "k3" }));
    expect((await getIncident(ctx, incident.id)).title).toBe(both);
    expect(await messages(project)).toEqual([{ kind: "incident.opened", title: "support fails more" }]);
  });

  it("of one incident widen what it is about, and it is compared anew", async () => {
    const { project, ctx } = await scene();
    const [first] = await open(project, found());
    const id = first?.incidentId ?? "";
    await examineIncident(db.worker, () => NOW);
    expect(await getIncident(ctx, id)).toMatchObject({
      affected: "feature=support&status=error",
      examinedAt: expect.any(String),
    });
    await open(project, found({ key: "k2", affected: "feature=support&min_ttft_ms=900" }));
    expect(await getIncident(ctx, id)).toMatchObject({ affected: "feature=support", examinedAt: null });
    await examineIncident(db.worker, () => NOW);
    // One that is about some of it changes nothing.
    await open(project, found({ key: "k3", affected: "feature=support&tool=search" }));
    expect(await getIncident(ctx, id)).toMatchObject({
      affected: "feature=support",
      examinedAt: expect.any(String),
    });
  });

  it("of two workers at once are stored once, with one incident", async () => {
    const { project, ctx } = await scene();
    const list = Array.from({ length: 30 }, (_, n) => found({ key: `k${n}`, series: `s${n % 3}` }));
    const opened = await Promise.all([
      open(project, ...list),
      open(project, ...list),
      open(project, ...list),
    ]);
    expect(opened.flat()).toHaveLength(30);
    const { data } = await listIncidents(ctx);
    expect(data).toMatchObject([{ findings: 30 }]);
    expect(await messages(project)).toHaveLength(1);
  });

  it("that open no incident are findings all the same", async () => {
    const { project, ctx } = await scene();
    expect(await open(project, found({ cause: null, level: "info" }))).toMatchObject([{ incidentId: null }]);
    expect((await listIncidents(ctx)).data).toEqual([]);
  });
});

describe("an incident", () => {
  it("is acknowledged, given to somebody, resolved, opened again and reviewed, by who may", async () => {
    const { project, ctx } = await scene();
    const [{ incidentId: id } = { incidentId: null }] = await open(project, found());
    if (id === null) throw new Error("no incident");
    const change = (wanted: object) =>
      changeIncident(ctx, { id, ...wanted } as Parameters<typeof changeIncident>[1]);
    await expect(change({ change: "review" })).rejects.toMatchObject({ code: "conflict" });
    await change({ change: "acknowledge" });
    await expect(change({ change: "acknowledge" })).rejects.toMatchObject({ code: "conflict" });
    expect((await getIncident(ctx, id)).owner?.id).toBe(ctx.actor.kind === "user" ? ctx.actor.id : 0);
    const other = await makeMember(db, project, "manager");
    const userId = other.ctx.actor.kind === "user" ? other.ctx.actor.id : 0;
    await change({ change: "owner", userId });
    const stranger = await makeMember(db, await makeProject(db.owner), "engineer");
    const strangerId = stranger.ctx.actor.kind === "user" ? stranger.ctx.actor.id : 0;
    await expect(change({ change: "owner", userId: strangerId })).rejects.toMatchObject({
      code: "bad_request",
    });
    await change({ change: "comment", text: "Looks like the new release." });
    await expect(change({ change: "resolve", resolution: "  " })).rejects.toMatchObject({
      code: "bad_request",
    });
    await change({ change: "resolve", resolution: "Rolled back." });
    await change({ change: "reopen", reason: "It is back." });
    await change({ change: "severity", severity: "alert" });
    await change({ change: "resolve", resolution: "Rolled back again." });
    await change({ change: "review" });
    const incident = await getIncident(ctx, id);
    expect(incident).toMatchObject({
      state: "reviewed",
      severity: "alert",
      owner: { id: userId },
      resolution: "Rolled back again.",
    });
    expect(incident.events.map(({ kind }) => kind)).toEqual([
      "opened",
      "finding",
      "acknowledged",
      "owner",
      "comment",
      "resolved",
      "reopened",
      "severity",
      "resolved",
      "reviewed",
    ]);
    const audit = await db.owner<{ action: string }[]>`
      select action from audit_log where project_id = ${project.id} and action like 'incident.%' order by id`;
    expect(audit).toHaveLength(8);
    await expect(changeIncident(other.ctx, { id, change: "review" })).rejects.toMatchObject({
      code: "forbidden",
    });
    // Another project does not see it.
    await expect(getIncident(stranger.ctx, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(changeIncident(stranger.ctx, { id, change: "review" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("counts whom it concerned, compares them with the healthy, and keeps examples that retention does not take", async () => {
    const { project, ctx } = await scene();
    const story = new Story(db.owner, project);
    for (let n = 0; n < 120; n++)
      await story.trace({
        started_at: before(26 * HOUR - n * 10 * 60_000),
        release: "2.3",
        answer_model: n % 2 ? "a" : "b",
        user_id: `u${n % 7}`,
      });
    const traces = [];
    for (let n = 0; n < 60; n++) {
      const failed = n % 2 === 0;
      const said = {
        release: "2.4",
        answer_model: n % 4 < 2 ? "a" : "b",
        is_error: failed,
        cost_nano_usd: 2_000_000_000,
        user_id: `u${n % 5}`,
      };
      const trace = await story.trace({ started_at: before(HOUR - n * 1000), ...said });
      await story.span(trace, { kind: "llm", started_at: before(HOUR - n * 1000), is_error: failed });
      traces.push(trace);
    }
    const [{ incidentId: id } = { incidentId: null }] = await open(project, found());
    if (id === null) throw new Error("no incident");
    let rounds = 0;
    while (await examineIncident(db.worker, () => NOW)) rounds++;
    expect(rounds).toBeGreaterThan(0);
    const incident = await getIncident(ctx, id);
    expect(incident.impact).toMatchObject({
      interactions: 30,
      failed: 30,
      users: 5,
      costUsd: "60",
      unknownCostCalls: 0,
    });
    expect(incident.comparison).toMatchObject({ affected: { count: 30 }, healthy: { count: 120 } });
    expect(incident.comparison?.differences[0]).toMatchObject({
      attribute: "release",
      value: "2.4",
      affectedShare: 1,
      healthyShare: 0,
    });
    expect(incident.comparison?.differences.some(({ attribute }) => attribute === "model")).toBe(false);
    expect(incident.examples.filter(({ role }) => role === "affected").length).toBeGreaterThanOrEqual(5);
    const kept = incident.examples.find(({ role }) => role === "affected");
    if (!kept) throw new Error("none kept");
    await db.owner`delete from traces where project_id = ${project.id}`;
    await db.owner`delete from span_rows where project_id = ${project.id}`;
    expect(await getKeptTrace(ctx, id, kept.traceId)).toMatchObject({
      trace_id: kept.traceId,
      spans: [{ kind: "llm" }],
    });
    const manager = await makeMember(db, project, "manager");
    await expect(getKeptTrace(manager.ctx, id, kept.traceId)).rejects.toMatchObject({ code: "forbidden" });

    const draft = draftPostMortem(incident, { zone: "UTC", url: "https://recount.example/p/x/incidents/1" });
    for (const words of [
      "30 interactions, 30 of which failed",
      "5 users",
      "$60",
      "Release 2.4 began 3 minutes before",
      "release `2.4`: 100.0 %",
      kept.traceId,
    ])
      expect(draft).toContain(words);
  });

  it("keeps what people pin, and writes down what they learned, the last one not over the one before", async () => {
    const { project, ctx } = await scene();
    const story = new Story(db.owner, project);
    const trace = await story.trace();
    await story.span(trace, { kind: "llm" });
    const [{ incidentId: id } = { incidentId: null }] = await open(project, found({ affected: null }));
    if (id === null) throw new Error("no incident");
    await pinTrace(ctx, { id, traceId: trace, reason: "The worst one." });
    expect((await getIncident(ctx, id)).examples).toMatchObject([
      { traceId: trace, reason: "The worst one.", kept: true },
    ]);
    await expect(pinTrace(ctx, { id, traceId: "0".repeat(32) })).rejects.toMatchObject({ code: "not_found" });
    await unpinTrace(ctx, { id, traceId: trace });
    expect((await getIncident(ctx, id)).examples).toEqual([]);

    const { at } = await savePostMortem(ctx, { id, text: "# One", basedOn: null });
    await expect(savePostMortem(ctx, { id, text: "# Two", basedOn: null })).rejects.toMatchObject({
      code: "conflict",
    });
    await savePostMortem(
      { ...ctx, now: () => new Date(NOW.getTime() + 1000) },
      { id, text: "# Two", basedOn: at },
    );
    expect((await getIncident(ctx, id)).postMortem?.text).toBe("# Two");
  });
});

it("its timeline tells what was new before, who was told, and what became of that, in the order of time", async () => {
  const { project, ctx } = await scene();
  const hour = (n: number) => new Date(NOW.getTime() - n * HOUR).toISOString();
  const candidate = (value: string, firstSeenAt: string | null) => ({
    dimension: "release",
    value,
    firstSeenAt,
    sentence: `Release ${value} came.`,
  });
  const [{ incidentId: id } = { incidentId: null }] = await open(
    project,
    found({ detail: { candidates: [candidate("2.4", hour(2)), candidate("2.3", null)] } }),
    found({ key: "k2", detail: { candidates: [candidate("2.4", hour(2)), null, candidate("9", "never")] } }),
  );
  if (id === null) throw new Error("no incident");
  const acknowledged = { ...ctx, now: () => new Date(NOW.getTime() + 600_000) };
  await changeIncident(acknowledged, { id, change: "acknowledge" });
  // Another incident's messages are its own; those of a removed channel were sent all the same.
  await open(project, found({ key: "k3", cause: { key: "other", title: "other", tell: true } }));
  const [slack] = await db.owner<{ id: number }[]>`
    insert into notification_channels (project_id, kind, name, url, shown_url, created_by, removed_at)
    values (${project.id}, 'slack', '*ops*', 'https://example.com/x', 'https://example.com/…', 'test', now()) returning id`;
  await db.owner`
    update notification_deliveries set created_at = ${hour(-1 / 60)}, state = 'delivered', ended_at = ${hour(-2 / 60)}
    where project_id = ${project.id}`;
  const message = (
    uuid: string,
    kind: string,
    state: string,
    subject: string | null,
    toldIn: string | null,
  ) => db.owner`
    insert into notification_deliveries (id, project_id, channel_id, kind, payload, state, next_attempt_at, subject, told_in, created_at, ended_at)
    values (${uuid}, ${project.id}, ${slack!.id}, ${kind}, '{"title": "Now an alert"}', ${state}, now(), ${subject}, ${toldIn},
      ${hour(-0.5)}, ${hour(-0.6)})`;
  const digest = "00000000-0000-4000-8000-00000000000d";
  await message(digest, "digest", "failed", null, null);
  await message(
    "00000000-0000-4000-8000-00000000000e",
    "incident.raised",
    "gathered",
    `incident ${id}`,
    digest,
  );
  const incident = await getIncident(ctx, id);
  const told = timelineOf(incident).map(({ kind, at, message: sent }) => [
    kind,
    (Date.parse(at) - NOW.getTime()) / 60_000,
    sent && [sent.channel, sent.state, sent.gathered],
  ]);
  expect(told).toEqual([
    ["change", -120, null],
    ["opened", 0, null],
    ["finding", 0, null],
    ["notified", 1, ["hook", "delivered", false]],
    ["acknowledged", 10, null],
    ["notified", 30, ["*ops*", "failed", true]],
  ]);
  // Of several findings each end is told, with its reason.
  await db.worker.begin((tx) =>
    resolveFindings(
      tx,
      project,
      [{ id: incident.established[0]?.id ?? "", why: "Accepted as the new normal." }],
      new Date(NOW.getTime() + 1_200_000),
    ),
  );
  expect(
    timelineOf(await getIncident(ctx, id)).flatMap(({ kind, text }) => (kind === "over" ? text : [])),
  ).toEqual(["More interactions of support fail: Accepted as the new normal."]);
  const document = incidentDocumentOf(incident);
  expect(incidentDocumentSchema.parse(document)).toEqual(document);
  expect(document.events.flatMap(({ message: sent }) => sent ?? [])).toMatchObject([
    {
      type: "incident.opened",
      channel: "hook",
      channel_kind: "webhook",
      state: "delivered",
      ended_at: "2026-03-10T12:02:00.000000Z",
    },
    { type: "incident.raised", channel: "*ops*", channel_kind: "slack", state: "failed", gathered: true },
  ]);
  const [, timeline = ""] = draftPostMortem(incident, { zone: "UTC", url: "" }).split("## Timeline");
  expect(timeline).toContain("seen first: Release 2.4 came.");
  expect(timeline).toMatch(/told hook \(webhook\), delivered .+: support fails more/);
  expect(timeline).toMatch(/told \\\*ops\\\* \(slack\), gathered with others, given up .+: Now an alert/);
});

it("words of others are no markup in a draft", async () => {
  const { project, ctx } = await scene();
  const [{ incidentId: id } = { incidentId: null }] = await open(
    project,
    found({ title: "<img src=x> [a](b) `c`\n# d", cause: { key: "x", title: "<b>\n# t", tell: false } }),
  );
  const draft = draftPostMortem(await getIncident(ctx, id ?? ""), { zone: "UTC", url: "https://x" });
  expect(draft).not.toMatch(/(?<!\\)</u);
  expect(draft).not.toMatch(/^# d/m);
  expect(draft.split("\n").filter((line) => line.startsWith("# "))).toHaveLength(1);
});
