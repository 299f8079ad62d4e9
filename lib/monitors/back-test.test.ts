import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { testContext } from "@/lib/traces/testing";

import { backTest } from "./back-test";
import type { MonitorInput } from "./definition";
import { interact } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const NOW = Date.now() - (Date.now() % DAY);
const at = (ms: number) => new Date(ms).toISOString();

it("says what would have fired within the last thirty days, by series", async () => {
  const project = await makeProject(db.owner);
  const ctx = { ...testContext(db.app, project), now: () => new Date(NOW) };
  await interact(db, project, { fromMs: NOW - 20 * DAY, n: 10, failing: 5 });
  await interact(db, project, { fromMs: NOW - 20 * DAY + 10 * MINUTE, n: 10, failing: 0 });
  await interact(db, project, { fromMs: NOW - 5 * MINUTE, n: 10, failing: 2, feature: "search" });
  const monitor: MonitorInput = {
    kind: "threshold",
    name: "Fails",
    metric: "error_rate",
    window: "10m",
    direction: "above",
    warning: 0.1,
    alert: 0.3,
    group_by: "feature",
    delay_minutes: 0,
    no_data: "keep",
  };
  const tried = await backTest(ctx, monitor);
  expect(tried.unit).toBe("ratio");
  const fired = Object.fromEntries(tried.series.map((one) => [one.series, one.fired]));
  expect(fired).toEqual({
    // Ten minutes that end five minutes after it began hold all of it; twenty minutes after, only what went well.
    support: [
      { from: at(NOW - 20 * DAY + 5 * MINUTE), to: at(NOW - 20 * DAY + 15 * MINUTE), level: "alert" },
    ],
    search: [{ from: at(NOW), to: null, level: "warning" }],
  });
  const first = tried.series.find(({ series }) => series === "support");
  expect(first?.values).toHaveLength(30 * 288);
  expect(tried.at).toHaveLength(30 * 288);
  expect(tried.at.at(-1)).toBe(NOW);
});

it("adds the cells of a window, not its figures", async () => {
  const project = await makeProject(db.owner);
  const ctx = { ...testContext(db.app, project), now: () => new Date(NOW) };
  await interact(db, project, { fromMs: NOW - 10 * MINUTE, n: 9, ms: 100 });
  await interact(db, project, { fromMs: NOW - 5 * MINUTE, n: 3, ms: 9_000 });
  const latency = (window: "5m" | "10m", quantile: "p50" | "p99") =>
    backTest(ctx, {
      kind: "threshold",
      name: "Slow",
      metric: "latency",
      quantile,
      window,
      direction: "above",
      alert: 1_000,
      delay_minutes: 0,
    });
  const last = async (...of: Parameters<typeof latency>) =>
    (await latency(...of)).series[0]?.values.at(-1) ?? 0;
  expect(await last("5m", "p50")).toBeGreaterThan(8_500);
  expect(await last("10m", "p50")).toBeLessThan(110);
  expect(await last("10m", "p99")).toBeGreaterThan(8_500);
});

describe("silence", () => {
  const SILENT: MonitorInput = { kind: "silence", name: "s", of: "feature", level: "alert" };
  const scene = async (nowMs = NOW) => {
    const project = await makeProject(db.owner);
    return { project, ctx: { ...testContext(db.app, project), now: () => new Date(nowMs) } };
  };

  it("of features would have been told by the habits of then, each gap by itself", async () => {
    const { project, ctx } = await scene();
    const started = NOW - 20 * DAY;
    // Every five minutes for three hours, a pause of twelve minutes, one of forty, and then nothing for a day.
    await interact(db, project, { fromMs: started, n: 36, everyMs: 5 * MINUTE });
    await interact(db, project, { fromMs: started + 187 * MINUTE, n: 3, everyMs: 5 * MINUTE });
    await interact(db, project, { fromMs: started + 237 * MINUTE, n: 24, everyMs: 5 * MINUTE });
    // Too seldom for a habit.
    await interact(db, project, { fromMs: started, n: 10, everyMs: 30 * MINUTE, feature: "search" });
    const tried = await backTest(ctx, SILENT);
    expect([tried.unit, tried.at.length, tried.at.at(-1)]).toEqual(["ms", 30 * 288, NOW]);
    const fired = Object.fromEntries(tried.series.map((one) => [one.series, one.fired]));
    expect(fired["search"]).toEqual([]);
    // Four times five minutes after the five minutes in which it sent last; a habit of two hours is forgotten after a day.
    expect(fired["support"]).toEqual([
      { from: at(started + 220 * MINUTE), to: at(started + 240 * MINUTE), level: "alert" },
      { from: at(started + 375 * MINUTE), to: at(started + 355 * MINUTE + DAY), level: "alert" },
    ]);
    const support = tried.series.find(({ series }) => series === "support");
    expect(support?.values[0]).toBeNull();
  });

  it("that lasts still would be, also of those whose habit is older than what is tried", async () => {
    const { project, ctx } = await scene();
    await interact(db, project, { fromMs: NOW - 30 * DAY - 150 * MINUTE, n: 30, everyMs: 5 * MINUTE });
    await interact(db, project, { fromMs: NOW - 3 * 60 * MINUTE, n: 25, everyMs: 5 * MINUTE, feature: "b" });
    const tried = await backTest(ctx, SILENT);
    const fired = Object.fromEntries(tried.series.map((one) => [one.series, one.fired]));
    expect(fired["support"]).toHaveLength(1);
    expect(Date.parse(fired["support"]?.[0]?.from ?? "")).toBeLessThan(NOW - 30 * DAY + 60 * MINUTE);
    expect(fired["b"]).toEqual([{ from: expect.any(String) as unknown, to: null, level: "alert" }]);
    const only = await backTest(ctx, { ...SILENT, only: ["b"] });
    expect(only.series.map(({ series }) => series)).toEqual(["b"]);
  });

  it("of features is not told while a history is arriving", async () => {
    const { project, ctx } = await scene();
    await interact(db, project, { fromMs: NOW - 5 * 60 * MINUTE, n: 25, everyMs: 5 * MINUTE });
    await db.owner`
      insert into signal_marks (project_id, hour, marked_at)
      select ${project.id}::int, ${new Date(NOW)}::timestamptz - make_interval(hours => h), clock_timestamp()
      from generate_series(1, 40) as h
      on conflict do nothing`;
    const fired = async () => (await backTest(ctx, SILENT)).series.map((one) => one.fired.length);
    expect(await fired()).toEqual([0]);
    await db.owner`delete from signal_marks where project_id = ${project.id}`;
    expect(await fired()).toEqual([1]);
  });

  it("of keys and clients is read off their requests", async () => {
    const { project, ctx } = await scene();
    const [key] = await db.owner<{ id: number }[]>`
      insert into api_keys (project_id, name, prefix, key_hash, scopes)
      select ${project.id}, 'Shop', 'rk_x', decode(md5(random()::text), 'hex'), array['ingest'] returning id`;
    const client = randomUUID();
    await db.owner`
      insert into ingest_clients (project_id, id, name, endpoint, api_key_id, first_seen_at, last_seen_at)
      values (${project.id}, ${client}, 'sdk', 'traces', ${key!.id}, ${at(NOW - DAY)}, ${at(NOW)})`;
    // Each minute of 24 hours, ten days ago; then again since an hour.
    for (const hour of [...Array(24).keys(), 240 - 1].map((n) => NOW - 10 * DAY + n * 60 * MINUTE))
      await db.owner`
        insert into ingest_client_hours (project_id, client_id, hour, spans, rejected, requests, minutes)
        values (${project.id}, ${client}, ${at(hour)}, 60, 0, 60, ${(2n ** 60n - 1n).toString()})`;
    const [silent] = (await backTest(ctx, { ...SILENT, of: "key" })).series;
    expect(silent?.series).toBe("Shop");
    // Told from a quarter of an hour after the last minute, until a habit of a day is forgotten.
    const ceased = NOW - 9 * DAY - MINUTE;
    expect(silent?.fired).toEqual([
      { from: at(ceased + 16 * MINUTE), to: at(ceased + 7 * DAY + MINUTE), level: "alert" },
    ]);
    expect((await backTest(ctx, { ...SILENT, of: "client" })).series).toHaveLength(1);
  });
});
