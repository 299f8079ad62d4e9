import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import type { Context } from "@/lib/context";
import type { Established } from "@/lib/findings/finding";
import { openFindings } from "@/lib/findings/open-findings";
import { resolveFindings } from "@/lib/findings/resolve-findings";
import { NOW, Story } from "@/lib/traces/testing";
import { makeMember } from "@/lib/users/testing";

import { changeIncident } from "./change-incident";
import { countUnresolved } from "./count-unresolved";
import { incidentDocumentOf, incidentDocumentSchema, incidentSummarySchema } from "./document";
import { examineIncident } from "./examine-incident";
import { exportIncidents } from "./export-incidents";
import { getIncident } from "./get-incident";
import { getPostMortem } from "./get-post-mortem";
import { incidentQuery } from "./incident-query";
import { getKeptSpan } from "./kept-trace";
import { listIncidents } from "./list-incidents";
import { listTouching } from "./list-touching";
import { unpinTrace } from "./pin-trace";
import { savePostMortem } from "./save-post-mortem";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const HOUR = 3_600_000;

async function scene() {
  const project = await makeProject(db.owner);
  const { ctx } = await makeMember(db, project, "engineer");
  return { project, ctx: { ...ctx, now: () => NOW } satisfies Context };
}

const found = (key: string, said: Partial<Established> = {}): Established => ({
  ruleId: 0,
  series: "",
  key,
  level: "warning",
  title: key,
  link: "/p/x/overview",
  detail: {},
  affected: null,
  beganAtMs: NOW.getTime() - 2 * HOUR,
  cause: { key, title: `Incident ${key}`, tell: false },
  ...said,
});

const open = (project: { id: number; slug: string }, list: Established[], at = NOW) =>
  db.worker.begin((tx) => openFindings(tx, project, "drift", list, at));

it("words find titles that have all of them; pages go on where the last one ended", async () => {
  const { project, ctx } = await scene();
  for (const key of ["slow answers of support", "support fails", "answers cost more"])
    await open(project, [found(key)]);
  const titles = async (q: string) => (await listIncidents(ctx, { q })).data.map(({ title }) => title);
  expect(await titles("SUPPORT answers")).toEqual(["Incident slow answers of support"]);
  expect(await titles("%")).toEqual([]);
  expect(await titles("  ")).toHaveLength(3);
  const first = await listIncidents(ctx, { limit: 2 });
  const second = await listIncidents(ctx, { limit: 2, before: first.next ?? "" });
  expect([...first.data, ...second.data].map(({ title }) => title)).toEqual([
    "Incident answers cost more",
    "Incident support fails",
    "Incident slow answers of support",
  ]);
  expect(second.next).toBeNull();
});

it("unresolved ones are counted, with whether one is an alert", async () => {
  const { project, ctx } = await scene();
  expect(await countUnresolved(ctx)).toEqual({ count: 0, alert: false });
  const [one] = await open(project, [found("a"), found("b", { level: "alert" })]);
  expect(await countUnresolved(ctx)).toEqual({ count: 2, alert: true });
  const { data } = await listIncidents(ctx, { severity: "alert" });
  await changeIncident(ctx, { id: data[0]?.id ?? "", change: "resolve", resolution: "=1+1" });
  expect(await countUnresolved(ctx)).toEqual({ count: 1, alert: false });
  await changeIncident(ctx, { id: one?.incidentId ?? "", change: "acknowledge" });
  expect(await countUnresolved(ctx)).toEqual({ count: 1, alert: false });
  const unresolved = await listIncidents(ctx, incidentQuery({ state: "unresolved" }));
  expect(unresolved.data.map(({ state }) => state)).toEqual(["acknowledged"]);

  const csv = await exportIncidents(ctx, { state: [] }, "csv");
  expect(csv.split("\r\n")).toHaveLength(4);
  // No spreadsheet runs what people wrote.
  expect(csv).toContain(",'=1+1,");
  const json = JSON.parse(await exportIncidents(ctx, { state: ["resolved"] }, "json")) as { data: unknown[] };
  expect(incidentSummarySchema.strict().parse(json.data[0])).toMatchObject({ resolution: "=1+1" });
});

it("a range is touched by what goes on in it and is about its features and environments", async () => {
  const { project, ctx } = await scene();
  const at = (hours: number) => new Date(NOW.getTime() - hours * HOUR);
  const [ended] = await open(project, [found("ended", { beganAtMs: at(10).getTime() })], at(10));
  await db.worker.begin((tx) =>
    resolveFindings(tx, project, [{ id: ended?.id ?? "", why: "It is over." }], at(8)),
  );
  await open(project, [
    found("faq", { affected: "feature=faq&environment=prod", beganAtMs: at(3).getTime() }),
    found("support", { affected: "feature=support", beganAtMs: at(1).getTime() }),
  ]);
  const touching = async (from: number, to: number, more = {}) =>
    (await listTouching(ctx, { from: at(from).toISOString(), to: at(to).toISOString(), ...more })).map(
      ({ title }) => title.replace("Incident ", ""),
    );
  expect(await touching(9, 0)).toEqual(["ended", "faq", "support"]);
  expect(await touching(7, 2)).toEqual(["faq"]);
  expect(await touching(20, 10)).toEqual([]);
  expect(await touching(9, 0, { feature: ["support"] })).toEqual(["ended", "support"]);
  expect(await touching(9, 0, { environment: ["dev"] })).toEqual(["ended", "support"]);
  const { ctx: stranger } = await makeMember(db, await makeProject(db.owner), "engineer");
  expect(await listTouching(stranger, { from: at(9).toISOString(), to: NOW.toISOString() })).toEqual([]);
});

it("the newest events are shown however long the story is, and the API says the same", async () => {
  const { project, ctx } = await scene();
  const [{ incidentId: id } = { incidentId: null }] = await open(project, [found("long")]);
  if (id === null) throw new Error("no incident");
  await db.owner`
    insert into incident_events (project_id, incident_id, at, kind, actor, text)
    select ${project.id}, ${id}, ${NOW}, 'comment', 'test', n::text from generate_series(1, 600) n`;
  const incident = await getIncident(ctx, id);
  expect(incident.events).toHaveLength(500);
  expect(incident.events.at(-1)?.text).toBe("600");
  expect(incidentDocumentSchema.strict().parse(incidentDocumentOf(incident))).toMatchObject({ id });
});

it("what a person took off does not come back, and what sets them apart is not what they were asked by", async () => {
  const { project, ctx } = await scene();
  const story = new Story(db.owner, project);
  const traces: string[] = [];
  for (let n = 0; n < 40; n++) {
    const started_at = new Date(NOW.getTime() - (n % 2 ? 1 : 20) * HOUR + n * 1000).toISOString();
    const failed = n % 2 === 1;
    const more = failed ? { release: "2", is_error: true, failure: "timeout" } : { release: "1" };
    const trace = await story.trace({ started_at, ...more });
    await story.span(trace, { kind: "llm", started_at, span_id: "00000000000000aa" });
    traces.push(trace);
  }
  const asked = { affected: "feature=support&status=error" };
  const [{ incidentId: id } = { incidentId: null }] = await open(project, [found("x", asked)]);
  if (id === null) throw new Error("no incident");
  await examineIncident(db.worker, () => NOW);
  const { examples, comparison } = await getIncident(ctx, id);
  expect(comparison?.differences.map(({ attribute }) => attribute)).toEqual(["release"]);
  expect(examples.length).toBeGreaterThan(3);
  const [first] = examples;
  const kept = { traceId: first?.traceId ?? "", spanId: "00000000000000aa" };
  expect(await getKeptSpan(ctx, id, kept)).toMatchObject({ span: { kind: "llm" }, content_hidden: false });
  await expect(getKeptSpan(ctx, id, { ...kept, spanId: "00000000000000bb" })).rejects.toMatchObject({
    code: "not_found",
  });
  for (const { traceId } of examples) await unpinTrace(ctx, { id, traceId });
  while (await examineIncident(db.worker, () => new Date(NOW.getTime() + 600_000)));
  const again = (await getIncident(ctx, id)).examples.map(({ traceId }) => traceId);
  expect(again.filter((traceId) => examples.some((one) => one.traceId === traceId))).toEqual([]);
});

it("a post-mortem is a draft of the facts until somebody saves one", async () => {
  const { project, ctx } = await scene();
  const [{ incidentId: id } = { incidentId: null }] = await open(project, [found("y")]);
  if (id === null) throw new Error("no incident");
  const shown = { zone: "UTC", url: "https://x.example" };
  expect(await getPostMortem(ctx, id, shown)).toMatchObject({
    saved: null,
    text: expect.stringMatching(/^# Incident y\n/) as unknown,
  });
  await savePostMortem(ctx, { id, text: "", basedOn: null });
  expect(await getPostMortem(ctx, id, shown)).toMatchObject({ saved: { by: ctx.actor.name }, text: "" });
});
