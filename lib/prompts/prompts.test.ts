import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import type { Context, Role } from "@/lib/context";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { rollUp } from "@/lib/derive/roll-up";
import { NOON, span, store } from "@/lib/derive/testing";
import { formatFingerprint } from "@/lib/traces/fingerprint";
import { newTraceId, testContext } from "@/lib/traces/testing";

import { promptDocumentSchema, promptListSchema } from "./document";
import { exportPrompt, exportPrompts } from "./export-prompts";
import { getPrompt } from "./get-prompt";
import { listPrompts } from "./list-prompts";
import { saveNote } from "./save-note";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const MINUTE_US = 60_000_000;
/** A day later: what just came is read from other tables than tests write. */
const NOW = new Date(NOON / 1000 + 86_400_000);
const context = (project: TestProject, role: Role = "engineer"): Context => ({
  ...testContext(db.app, project, { kind: "user", id: 1, name: "Ada", role }),
  now: () => NOW,
});
const RANGE = {
  from: new Date(NOON / 1000 - 60_000).toISOString(),
  to: new Date(NOON / 1000 + 3_600_000).toISOString(),
};

interface Told {
  minute: number;
  version: string | null;
  fingerprint: string;
  name?: string | null;
  feature?: string;
  environment?: string;
  release?: string;
  ms?: number;
  fails?: boolean;
  nano?: number | null;
}

/** One interaction: a root and the call that answers it. */
async function tell(project: TestProject, told: Told): Promise<string> {
  const traceId = newTraceId();
  const { minute, version, fingerprint, name = "helper", feature = "support", ms = 1000 } = told;
  const shared = {
    at: minute * MINUTE_US,
    ms,
    feature,
    environment: told.environment ?? "production",
    release: told.release ?? "1.0",
    isError: told.fails ?? false,
    ...(told.fails ? { failure: "timeout" as const } : {}),
  };
  await store(db.owner, project, traceId, [
    span("1", shared),
    span("2", {
      ...shared,
      parentSpanId: "1",
      kind: "llm",
      requestModel: "m",
      provider: "p",
      streaming: true,
      ttftNs: 2e8,
      inputUncachedTokens: 10,
      outputTextTokens: 5,
      costNanoUsd: told.nano === undefined ? 1_000_000 : told.nano,
      promptName: name,
      promptLabel: version,
      promptFingerprint: fingerprint,
    }),
  ]);
  return traceId;
}

async function settle(): Promise<void> {
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
}
async function rollUpAll(): Promise<void> {
  while ((await rollUp(db.worker, { settled: true })) > 0);
}

/** Forty interactions with version 1, then ten with version 2, of which every fifth fails. */
async function story(): Promise<TestProject> {
  const project = await makeProject(db.owner);
  for (let index = 0; index < 40; index++)
    await tell(project, { minute: index, version: null, fingerprint: "11", ms: 1000 + index });
  for (let index = 0; index < 10; index++)
    await tell(project, {
      minute: 45 + index,
      version: null,
      fingerprint: "12",
      ms: 3000,
      fails: index % 5 === 0,
      release: "2.0",
      nano: 2_000_000,
    });
  await settle();
  return project;
}

test("the list says of each prompt how much it is used and how far its newest version has come", async () => {
  const project = await story();
  await tell(project, { minute: 3, version: "v7", fingerprint: "13", name: "router", feature: "search" });
  await settle();
  const ctx = context(project);
  const list = await listPrompts(ctx, RANGE);
  expect(promptListSchema.parse(list)).toEqual(list);
  expect(list.data.map(({ name }) => name)).toEqual(["helper", "router"]);
  expect(list.data[0]).toMatchObject({
    features: ["support"],
    versions: 2,
    first_seen_at: "2025-03-01T12:00:00.000Z",
    last_seen_on: "2025-03-01",
    calls: 50,
    interactions: 50,
    newest: {
      version: "2",
      fingerprint: formatFingerprint("12"),
      first_seen_at: "2025-03-01T12:45:00.000Z",
      share: 0.2,
      note: null,
    },
  });
  expect(list.data[1]?.newest.version).toBe("v7");
  expect(list.left_out).toBe(0);
  const narrowed = await listPrompts(ctx, { ...RANGE, feature: ["search"] });
  expect(narrowed.data.map(({ name, calls }) => [name, calls])).toEqual([["router", 1]]);
  // A prompt that did nothing in the range is listed all the same: it is in use since, and until.
  const later = await listPrompts(ctx, { from: "2025-03-01T12:58:00Z", to: RANGE.to });
  expect(later.data.map(({ calls, newest }) => [calls, newest.share])).toEqual([
    [0, null],
    [0, null],
  ]);
  await rollUpAll();
  expect(await listPrompts(ctx, RANGE)).toEqual(list);
});

test("a version's figures are what its interactions were, with intervals where enough was seen", async () => {
  const project = await story();
  const ctx = context(project);
  const [summary] = (await listPrompts(ctx, RANGE)).data;
  const prompt = await getPrompt(ctx, { promptId: summary!.prompt_id, ...RANGE });
  expect(promptDocumentSchema.parse(prompt)).toEqual(prompt);
  expect(prompt.versions.map(({ number, version, text }) => [number, version, text])).toEqual([
    [2, "2", null],
    [1, "1", null],
  ]);
  const [second, first] = prompt.versions.map(({ figures }) => figures);
  expect(first).toMatchObject({
    calls: 40,
    interactions: 40,
    cost_per_interaction_usd: { value: "0.001", low: "0.001", high: "0.001" },
    unknown_cost_count: 0,
    ttft_count: 40,
    error_share: { value: 0, low: 0 },
  });
  // Wilson's upper bound of 0 of 40, by the tables.
  expect(first!.error_share.high).toBeCloseTo(0.0876, 3);
  expect(first!.latency_p50_ms.low!).toBeLessThanOrEqual(1019);
  expect(first!.latency_p50_ms.high!).toBeGreaterThanOrEqual(1020);
  expect(second).toMatchObject({
    interactions: 10,
    cost_per_interaction_usd: { value: "0.002", low: "0.002" },
    error_share: { value: 0.2 },
    latency_p95_ms: { high: null },
  });
  expect(prompt.in_use.map(({ dimension, value, calls }) => [dimension, value, calls])).toEqual([
    ["feature", "support", 50],
    ["environment", "production", 50],
    ["release", "1.0", 40],
    ["release", "2.0", 10],
    ["model", "m", 50],
  ]);
  expect(prompt.in_use[3]?.versions).toEqual([
    { version: "2", fingerprint: formatFingerprint("12"), calls: 10 },
  ]);
  await rollUpAll();
  expect(await getPrompt(ctx, { promptId: summary!.prompt_id, ...RANGE })).toEqual(prompt);
  // By a fingerprint of one of its versions, too.
  expect(await getPrompt(ctx, { promptId: formatFingerprint("11"), ...RANGE })).toEqual(prompt);
});

test("an unknown cost makes the mean a lower bound without an interval, and no cost at all is unknown", async () => {
  const project = await makeProject(db.owner);
  for (let index = 0; index < 20; index++) {
    await tell(project, {
      minute: index,
      version: "some",
      fingerprint: "21",
      nano: index < 5 ? null : 4_000_000,
    });
    await tell(project, { minute: index, version: "none", fingerprint: "22", nano: null });
  }
  await settle();
  const { versions } = await getPrompt(context(project), { promptId: formatFingerprint("21"), ...RANGE });
  const of = (name: string) => versions.find(({ version }) => version === name)?.figures;
  expect(of("some")).toMatchObject({
    cost_per_interaction_usd: { value: "0.003", low: null, high: null },
    unknown_cost_count: 5,
  });
  expect(of("none")).toMatchObject({ cost_per_interaction_usd: { value: null }, unknown_cost_count: 20 });
});

test("two names of one text say so, since their figures are the same", async () => {
  const project = await makeProject(db.owner);
  await tell(project, { minute: 1, version: "a", fingerprint: "31" });
  await tell(project, { minute: 2, version: "b", fingerprint: "31" });
  await tell(project, { minute: 3, version: null, fingerprint: "31", name: null, feature: "other" });
  await settle();
  const { versions } = await getPrompt(context(project), { promptId: formatFingerprint("31"), ...RANGE });
  expect(versions.map(({ version, shared_with, figures }) => [version, shared_with, figures.calls])).toEqual([
    ["b", ["helper@a", "other@1"], 3],
    ["a", ["helper@b", "other@1"], 3],
  ]);
});

test("judgements are told by the version that answered, within their project", async () => {
  const project = await makeProject(db.owner);
  const other = await makeProject(db.owner);
  const judged: string[] = [];
  for (let index = 0; index < 24; index++)
    judged.push(await tell(project, { minute: index, version: null, fingerprint: "41" }));
  await settle();
  for (const [index, traceId] of judged.entries())
    for (const [name, type, value] of [
      ["helpful", "boolean", index % 2],
      ["rating", "number", 3 + (index % 3)],
      ["mood", "category", null],
    ] as const)
      await db.owner`
        insert into scores (project_id, shard_key, id, trace_id, name, data_type, value_number, value_text, source, created_at, revised_at)
        values (${project.id}, ${project.shardKeys[0]!}, ${newTraceId()}, ${traceId}, ${name}, ${type}, ${value}, ${value === null ? "fine" : null},
          'user', ${RANGE.to}::timestamptz - interval '1 minute', ${NOW})`;
  const { versions } = await getPrompt(context(project), { promptId: formatFingerprint("41"), ...RANGE });
  const scores = versions[0]!.figures.scores;
  expect(scores.map(({ name, count, mean }) => [name, count, mean.value])).toEqual([
    ["helpful", 24, 0.5],
    ["rating", 24, 4],
  ]);
  for (const { mean } of scores) {
    expect(mean.low!).toBeLessThan(mean.value!);
    expect(mean.high!).toBeGreaterThan(mean.value!);
  }
  await expect(
    getPrompt(context(other), { promptId: formatFingerprint("41"), ...RANGE }),
  ).rejects.toMatchObject({ code: "not_found" });
});

test("texts are for those who may read what was said", async () => {
  const project = await story();
  await db.owner`update prompt_versions set system = 'Be kind.' where project_id = ${project.id} and number = 1`;
  const asked = { promptId: formatFingerprint("11"), ...RANGE, include: "content" } as const;
  const { versions } = await getPrompt(context(project), asked);
  expect(versions.map(({ has_text, text }) => [has_text, text])).toEqual([
    [false, null],
    [true, "Be kind."],
  ]);
  await expect(getPrompt(context(project, "manager"), asked)).rejects.toMatchObject({ code: "forbidden" });
  const { include: _, ...figures } = asked;
  expect(JSON.stringify(await getPrompt(context(project, "manager"), figures))).not.toContain("Be kind.");
});

test("a note is written, changed and taken away, each time with a line in the audit log", async () => {
  const project = await story();
  const ctx = context(project);
  const { prompt_id } = await getPrompt(ctx, { promptId: formatFingerprint("12"), ...RANGE });
  const of = { promptId: Number(prompt_id), number: 2 };
  const noted = async () => (await listPrompts(ctx, RANGE)).data[0]?.newest.note;
  await saveNote(ctx, { ...of, note: " Shorter answers. " });
  expect(await noted()).toEqual({ text: "Shorter answers.", author: "Ada", at: NOW.toISOString() });
  await saveNote(ctx, { ...of, note: "Shorter answers." });
  await saveNote(ctx, { ...of, note: "Shorter, and in two languages." });
  await saveNote(ctx, { ...of, note: "" });
  expect(await noted()).toBeNull();
  const lines = await db.owner<{ action: string; target: string; detail: unknown }[]>`
    select action, target, detail from audit_log where project_id = ${project.id} order by id`;
  expect(lines.map(({ action, target, detail }) => [action, target, detail])).toEqual([
    ["prompt.note_written", "helper@2", { before: null, after: "Shorter answers." }],
    [
      "prompt.note_written",
      "helper@2",
      { before: "Shorter answers.", after: "Shorter, and in two languages." },
    ],
    ["prompt.note_removed", "helper@2", { before: "Shorter, and in two languages.", after: null }],
  ]);
});

test("a note needs the permission, a version of this project, and a bounded text", async () => {
  const [project, other] = [await story(), await story()];
  const { prompt_id } = await getPrompt(context(other), { promptId: formatFingerprint("12"), ...RANGE });
  const theirs = { promptId: Number(prompt_id), number: 2, note: "x" };
  for (const role of ["manager", "compliance"] as const)
    await expect(saveNote(context(other, role), theirs)).rejects.toMatchObject({ code: "forbidden" });
  await expect(saveNote(context(project), theirs)).rejects.toMatchObject({ code: "not_found" });
  await expect(saveNote(context(other), { ...theirs, note: "x".repeat(2001) })).rejects.toMatchObject({
    code: "bad_request",
  });
  await saveNote(context(other, "admin"), theirs);
});

test("files hold what the list and the page say, digit by digit", async () => {
  const project = await story();
  const ctx = context(project);
  const list = await exportPrompts(ctx, RANGE, "csv");
  expect(list.split("\r\n")[1]).toMatch(/^\d+,helper,support,2,2025-03-01T12:00:00.000Z,2025-03-01,50,50,2,/);
  expect(JSON.parse(await exportPrompts(ctx, RANGE, "json"))).toEqual(await listPrompts(ctx, RANGE));
  const promptId = formatFingerprint("11");
  const versions = (await exportPrompt(ctx, { promptId, ...RANGE }, "csv")).split("\r\n");
  expect(versions).toHaveLength(4);
  expect(versions[0]).toContain("cost_per_interaction_usd,cost_per_interaction_usd_low");
  expect(JSON.parse(await exportPrompt(ctx, { promptId, ...RANGE }, "json"))).toEqual(
    await getPrompt(ctx, { promptId, ...RANGE }),
  );
});
