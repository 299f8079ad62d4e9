import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { examineIncident } from "@/lib/incidents/examine-incident";
import { addChannel } from "@/lib/notify/channels";
import { testContext } from "@/lib/traces/testing";

import { WEEKDAYS } from "./choices";
import { definitionOf, MonitorInput } from "./definition";
import { monitorRound } from "./monitor-round";
import { interact } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The store takes what is old for old: hours of today. */
const NOW = Date.now() - (Date.now() % HOUR) - 6 * HOUR;
const clock = (ms: number) => new Date(ms).toISOString().slice(11, 16);

const FAILS = {
  kind: "threshold",
  name: "Fails",
  metric: "error_rate",
  window: "5m",
  direction: "above",
  warning: 0.1,
  alert: 0.3,
  group_by: "feature",
  delay_minutes: 0,
  min_count: 5,
};

async function scene(wanted: object) {
  const project = await makeProject(db.owner);
  const input = MonitorInput.parse(wanted);
  await db.owner`
    insert into monitors (project_id, name, definition, enabled, created_by)
    values (${project.id}, ${input.name}, ${JSON.stringify(definitionOf(input))}::text::jsonb, ${input.enabled}, 'test')`;
  await addChannel(
    { ...testContext(db.app, project), now: () => new Date(NOW) },
    { kind: "webhook", name: "Pager", url: "https://example.com/" },
  );
  return project;
}
const at = (ms: number) => monitorRound(db.worker, { now: () => ms });
const findings = (project: TestProject) => db.owner`
  select series, level, title, resolution, affected from findings where project_id = ${project.id} order by id`;
const incidents = (project: TestProject) => db.owner`
  select state, severity from incidents where project_id = ${project.id} order by id`;
const told = async (project: TestProject) =>
  (
    await db.owner`select kind from notification_deliveries where project_id = ${project.id} order by created_at, kind`
  ).map(({ kind }) => kind as string);
const series = (project: TestProject) => db.owner`
  select series, status from monitor_series where project_id = ${project.id} order by series`;

describe("a round", () => {
  it("opens an incident for each series, raises it, and ends it on recovery", async () => {
    const project = await scene(FAILS);
    await interact(db, project, { fromMs: NOW - 5 * MINUTE, n: 10, failing: 2 });
    await interact(db, project, { fromMs: NOW - 5 * MINUTE, n: 10, failing: 5, feature: "search" });
    await interact(db, project, { fromMs: NOW - 5 * MINUTE, n: 10, feature: "fine" });
    await at(NOW);
    expect(await findings(project)).toEqual([
      {
        series: "search",
        level: "alert",
        title: "Fails (search): error rate 50\u00a0% in 5 min, above 30\u00a0%",
        resolution: null,
        affected: "feature=search&status=error",
      },
      expect.objectContaining({ series: "support", level: "warning" }),
    ]);
    expect(await incidents(project)).toEqual([
      { state: "open", severity: "alert" },
      { state: "open", severity: "warning" },
    ]);
    const [drawn] = await db.owner`
      select detail -> 'course' as course from findings where project_id = ${project.id} and series = 'search'`;
    expect(drawn?.["course"]).toMatchObject({
      name: "error rate",
      step_ms: 5 * MINUTE,
      values: [...Array<null>(47).fill(null), 0.5],
      expected: { low: 0.3, high: 0.3, words: "alert above 30\u00a0%" },
    });
    // Nothing new within the same window, nor in a second worker.
    await Promise.all([at(NOW + MINUTE), at(NOW + MINUTE)]);
    expect(await findings(project)).toHaveLength(2);
    await interact(db, project, { fromMs: NOW, n: 10, failing: 4 });
    await interact(db, project, { fromMs: NOW, n: 10, feature: "search" });
    await at(NOW + 5 * MINUTE);
    expect(await incidents(project)).toEqual([
      { state: "resolved", severity: "alert" },
      { state: "open", severity: "alert" },
    ]);
    expect((await findings(project))[0]).toMatchObject({ resolution: "Error rate is 0\u00a0%." });
    expect((await told(project)).toSorted()).toEqual([
      "incident.opened",
      "incident.opened",
      "incident.raised",
      "incident.resolved",
    ]);
    expect(await series(project)).toEqual([
      { series: "fine", status: "no_data" },
      { series: "search", status: "ok" },
      { series: "support", status: "alert" },
    ]);
    // No data: all is well, as it was told.
    await at(NOW + 10 * MINUTE);
    expect(await incidents(project)).toEqual([
      { state: "resolved", severity: "alert" },
      { state: "resolved", severity: "alert" },
    ]);
  }, 60_000);

  it("begins where the window that fired does, so that its interactions are the affected ones", async () => {
    const project = await scene({
      ...FAILS,
      metric: "latency",
      window: "30m",
      warning: undefined,
      alert: 15_000,
    });
    await interact(db, project, { fromMs: NOW - 25 * MINUTE, n: 10, ms: 20_000 });
    await at(NOW);
    const [incident] = await db.owner<{ beganAt: string }[]>`
      select began_at as "beganAt" from incidents where project_id = ${project.id}`;
    expect(Date.parse(incident?.beganAt ?? "")).toBe(NOW - 30 * MINUTE);
    const impact = async () =>
      (
        await db.owner`select impact -> 'interactions' as n from incidents where project_id = ${project.id}`
      )[0];
    // Those of other tests come first, or in between.
    for (let times = 0; (await impact())?.["n"] === null && times < 20; times++)
      await examineIncident(db.worker, () => new Date(NOW));
    expect(await impact()).toEqual({ n: 10 });
    expect(
      await db.owner`select distinct role from incident_traces where project_id = ${project.id}`,
    ).toEqual([{ role: "affected" }]);
  }, 60_000);

  it("tells nobody while it is off, muted or quiet; what lasts is told afterwards, and again if that is wanted", async () => {
    const project = await scene({
      ...FAILS,
      group_by: undefined,
      no_data: "keep",
      renotify_hours: 2,
      quiet: [{ days: [...WEEKDAYS], from: clock(NOW - HOUR), to: clock(NOW + HOUR), zone: "UTC" }],
    });
    await interact(db, project, { fromMs: NOW - 5 * MINUTE, n: 10, failing: 9 });
    await at(NOW);
    expect(await series(project)).toEqual([{ series: "", status: "alert" }]);
    expect(await findings(project)).toEqual([]);
    await db.owner`update monitors set muted_until = ${new Date(NOW + 2 * HOUR)} where project_id = ${project.id}`;
    await at(NOW + HOUR);
    expect(await told(project)).toEqual([]);
    await at(NOW + 2 * HOUR);
    expect(await told(project)).toEqual(["incident.opened"]);
    await at(NOW + 3 * HOUR);
    await at(NOW + 4 * HOUR);
    await at(NOW + 4 * HOUR + 5 * MINUTE);
    expect(await told(project)).toEqual(["incident.opened", "incident.reminded"]);
  }, 60_000);

  it("tells the channels that it names, of the end too; all of them once none of those is there", async () => {
    const project = await scene({ ...FAILS, group_by: undefined, channels: ["On call"] });
    await db.owner`
      insert into notification_channels (project_id, kind, name, url, shown_url, created_by)
      values (${project.id}, 'webhook', 'On call', 'https://example.com/a', 'https://example.com/…', 'test')`;
    const reached = () => db.owner<{ line: string }[]>`
      select c.name || ' ' || d.kind as line
      from notification_deliveries d
      join notification_channels c on c.id = d.channel_id
      where d.project_id = ${project.id} order by d.created_at, c.id`;
    const lines = async () => (await reached()).map(({ line }) => line);
    await interact(db, project, { fromMs: NOW - 5 * MINUTE, n: 10, failing: 9 });
    await at(NOW);
    expect(await lines()).toEqual(["On call incident.opened"]);
    await interact(db, project, { fromMs: NOW, n: 10, failing: 0 });
    await at(NOW + 5 * MINUTE);
    expect(await lines()).toEqual(["On call incident.opened", "On call incident.resolved"]);
    await db.owner`update notification_channels set removed_at = now() where project_id = ${project.id} and name = 'On call'`;
    await interact(db, project, { fromMs: NOW + 5 * MINUTE, n: 10, failing: 9 });
    await at(NOW + 10 * MINUTE);
    expect((await lines()).slice(2)).toEqual([expect.stringMatching(/^(?!On call).* incident.opened$/)]);
  }, 60_000);

  it("learns drift from what there is, and tells it", async () => {
    const project = await scene({
      kind: "drift",
      name: "Slow",
      metric: "interactions",
      interval: "5m",
      delay_minutes: 0,
    });
    await interact(db, project, { fromMs: NOW - 20 * HOUR, n: 240, everyMs: 5 * MINUTE });
    await at(NOW);
    expect(await series(project)).toEqual([{ series: "", status: "ok" }]);
    await interact(db, project, { fromMs: NOW, n: 60, everyMs: 15_000 });
    for (let ms = NOW + 5 * MINUTE; ms <= NOW + 15 * MINUTE; ms += 5 * MINUTE) await at(ms);
    expect((await findings(project)).map(({ title }) => title)).toEqual([
      expect.stringMatching(/^Slow: interactions 20/),
    ]);
  }, 120_000);

  it("a question that metrics refuse is told at the monitor, and keeps no other waiting", async () => {
    const project = await scene({ ...FAILS, metric: "score:good", group_by: "tool", min_count: 0 });
    await at(NOW);
    expect(await db.owner`select failure from monitors where project_id = ${project.id}`).toEqual([
      { failure: expect.stringContaining("scores are grouped by") },
    ]);
  });
});

describe("silence", () => {
  it("is told of a feature that sent each five minutes, and ends when it comes again", async () => {
    const project = await scene({ kind: "silence", name: "Silent", of: "feature" });
    await interact(db, project, { fromMs: NOW - 4 * HOUR, n: 48, everyMs: 5 * MINUTE });
    await at(NOW);
    expect(await findings(project)).toEqual([]);
    for (let ms = NOW + 5 * MINUTE; ms <= NOW + HOUR; ms += 5 * MINUTE) await at(ms);
    expect(await findings(project)).toEqual([
      expect.objectContaining({
        series: "support",
        level: "warning",
        title: expect.stringContaining("nothing from support for"),
      }),
    ]);
    await interact(db, project, { fromMs: NOW + HOUR, n: 1 });
    await at(NOW + HOUR + 5 * MINUTE);
    expect(await incidents(project)).toEqual([{ state: "resolved", severity: "warning" }]);
  }, 120_000);

  it("is not told of what a history that arrives has not reached yet, however it is cut", async () => {
    const project = await scene({ kind: "silence", name: "Silent", of: "feature" });
    // Four hours at a time, of sending every five minutes.
    for (const [part, hours] of [20, 16, 12, 8, 4].entries()) {
      await interact(db, project, { fromMs: NOW - hours * HOUR, n: 48, everyMs: 5 * MINUTE });
      await at(NOW + part * 5 * MINUTE);
    }
    await at(NOW + 25 * MINUTE);
    expect(await findings(project)).toEqual([]);
    for (let ms = NOW + 30 * MINUTE; ms <= NOW + 40 * MINUTE; ms += 5 * MINUTE) await at(ms);
    expect(await findings(project)).toEqual([expect.objectContaining({ series: "support" })]);
  }, 120_000);

  it("waits while many hours of a history are yet to be looked at, and reads all of it afterwards", async () => {
    const project = await scene({ kind: "silence", name: "Silent", of: "feature" });
    await interact(db, project, { fromMs: NOW - 8 * HOUR, n: 48, everyMs: 5 * MINUTE });
    await db.owner`
      insert into signal_marks (project_id, hour, marked_at)
      select ${project.id}::int, ${new Date(NOW)}::timestamptz - make_interval(hours => h), clock_timestamp()
      from generate_series(1, 40) as h
      on conflict do nothing`;
    for (let ms = NOW; ms <= NOW + HOUR; ms += 5 * MINUTE) await at(ms);
    expect(await findings(project)).toEqual([]);
    await db.owner`delete from signal_marks where project_id = ${project.id}`;
    for (let ms = NOW + HOUR + 5 * MINUTE; ms <= NOW + HOUR + 15 * MINUTE; ms += 5 * MINUTE) await at(ms);
    expect(await findings(project)).toEqual([expect.objectContaining({ series: "support" })]);
  }, 120_000);

  it("is told of a key by its name, by every worker's own eyes", async () => {
    const project = await scene({ kind: "silence", name: "Silent", of: "key" });
    const [key] = await db.owner<{ id: number }[]>`
      insert into api_keys (project_id, name, prefix, key_hash, scopes, created_by) values (${project.id}, 'Checkout', 'rk_x', ${Buffer.from(project.slug)}, '{ingest}', null) returning id`;
    const id = "7b4ad1f3-3bb8-4d06-9c59-5f5b3d2b8a01";
    await db.owner`
      insert into ingest_clients (project_id, id, name, endpoint, api_key_id, first_seen_at, last_seen_at)
      values (${project.id}, ${id}, 'sdk', '/v1/traces', ${key?.id ?? 0}, ${new Date(NOW - 30 * HOUR)}, ${new Date(NOW - 2 * HOUR)})`;
    for (let hour = 2; hour < 30; hour++)
      await db.owner`
        insert into ingest_client_hours (project_id, client_id, hour, spans, rejected, requests, minutes)
        values (${project.id}, ${id}, ${new Date(NOW - (hour + 1) * HOUR)}, 1, 0, 1, ${"1152921504606846975"}::bigint)`;
    await at(NOW);
    expect(await findings(project)).toEqual([
      expect.objectContaining({
        series: String(key?.id),
        title: expect.stringContaining("nothing from Checkout for 2.00\u00a0h"),
      }),
    ]);
  });
});

describe("first monitors", () => {
  it("are there once something was sent, once", async () => {
    const project = await makeProject(db.owner);
    const names = async () =>
      (
        await db.owner`select name from monitors where project_id = ${project.id} and deleted_at is null order by id`
      ).map(({ name }) => name as string);
    await at(NOW);
    expect(await names()).toEqual([]);
    await db.owner`insert into ingest_days (project_id, day, spans) values (${project.id}, '2026-03-10', 1)`;
    await Promise.all([at(NOW), at(NOW)]);
    expect(await names()).toEqual(["A feature is silent", "An API key is silent", "Interactions fail"]);
    await db.owner`update monitors set deleted_at = now() where project_id = ${project.id}`;
    await at(NOW + HOUR);
    expect(await names()).toEqual([]);
  });
});
