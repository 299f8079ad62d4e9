import { afterAll, beforeAll, expect, it } from "vitest";

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

it("adds the cells of a window, not its figures, and refuses silence", async () => {
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
  await expect(backTest(ctx, { kind: "silence", name: "s", of: "feature" })).rejects.toMatchObject({
    code: "bad_request",
  });
});
