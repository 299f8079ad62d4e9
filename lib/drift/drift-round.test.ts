import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { add } from "@/lib/signals/cell";
import { seeded } from "@/lib/stats/random";

import { makeMember } from "@/lib/users/testing";

import { driftDocumentOf, driftDocumentSchema } from "./document";
import { driftRound } from "./drift-round";
import type { DriftDetail } from "./establish-drift";
import { listDrift } from "./list-drift";
import { madeTo, statisticsOf, storeCells, type TestCell } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CELL = 300_000;
const NOW = Date.UTC(2026, 2, 10, 12);
/** Interactions in five minutes. */
const N = 42;

interface Stretch {
  fromMs: number;
  toMs: number;
  failing?: number;
  slower?: number;
  /** Part of a new release, which alone has these. */
  rollout?: number;
}

/** Cells of two releases, one of them new where there is a rollout. */
function cellsOf(
  random: () => number,
  { fromMs, toMs, rollout = 0, ...changed }: Stretch,
  tier: 300 | 3600,
): TestCell[] {
  const cells: TestCell[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += tier * 1000) {
    const n = (N * tier) / 300;
    const share = Math.round(n * rollout);
    if (share === 0) {
      cells.push({
        tier,
        atMs,
        interactions: n,
        statistics: statisticsOf(random, n, rollout === 0 ? changed : {}),
        only: { release: "1", model: "m" },
      });
      continue;
    }
    const old = statisticsOf(random, n - share);
    const fresh = statisticsOf(random, share, changed);
    cells.push(
      { tier, atMs, interactions: n, statistics: add(old, fresh), only: { model: "m" } },
      { tier, atMs, interactions: n - share, statistics: old, dimension: "release", value: "1" },
      { tier, atMs, interactions: share, statistics: fresh, dimension: "release", value: "2" },
    );
  }
  return cells;
}

/** Three weeks without anything, in hours and, of the last days, in five minutes. */
async function scene(seed: number) {
  const project = await makeProject(db.owner);
  await db.owner`
    insert into notification_channels (project_id, kind, name, url, shown_url, created_by)
    values (${project.id}, 'webhook', 'hook', 'https://example.com/x', 'https://example.com/…', 'test')`;
  const random = seeded(seed);
  await storeCells(db.owner, project.id, [
    ...cellsOf(random, { fromMs: NOW - 21 * DAY, toMs: NOW - 6 * DAY }, 3600),
    ...cellsOf(random, { fromMs: NOW - 6 * DAY, toMs: NOW }, 300),
  ]);
  await madeTo(db.owner, project.id, NOW);
  while (await driftRound(db.worker, { now: () => NOW }));
  const passes = async (stretch: Stretch): Promise<void> => {
    await storeCells(db.owner, project.id, cellsOf(random, stretch, 300));
    for (let ms = stretch.fromMs + 6 * CELL; ms <= stretch.toMs; ms += 6 * CELL) {
      await madeTo(db.owner, project.id, ms);
      while (await driftRound(db.worker, { now: () => ms }));
    }
  };
  const findings = () => db.owner<
    {
      title: string;
      series: string;
      resolvedAt: string | null;
      foundAt: string;
      detail: DriftDetail;
      affected: string;
      incidentId: string;
    }[]
  >`
    select title, series, resolved_at as "resolvedAt", found_at as "foundAt", detail, affected, incident_id::text as "incidentId"
    from findings where project_id = ${project.id} and rule = 'drift' order by found_at, id`;
  const series = () => db.owner<{ signal: string; phase: string; dimension: string }[]>`
    select signal, phase, dimension from drift_series where project_id = ${project.id} order by dimension, value, signal`;
  return { project, passes, findings, series };
}

describe("a round", () => {
  it("is quiet while nothing happens; a new baseline changes nothing", async () => {
    const { passes, findings, series } = await scene(1);
    expect(await series()).toEqual([
      { signal: "failed", phase: "watching", dimension: "" },
      { signal: "latency", phase: "watching", dimension: "" },
    ]);
    await passes({ fromMs: NOW, toMs: NOW + 2 * DAY });
    expect(await findings()).toEqual([]);
  }, 120_000);

  it("finds that more fail, says since when and how much, and that it is over", async () => {
    const { project, passes, findings } = await scene(2);
    await passes({ fromMs: NOW, toMs: NOW + 6 * HOUR });
    const began = NOW + 6 * HOUR;
    await passes({ fromMs: began, toMs: began + 6 * HOUR, failing: 0.06 });
    const found = await findings();
    expect(found).toHaveLength(1);
    const [first] = found;
    if (!first) throw new Error("nothing was found");
    expect(Date.parse(first.foundAt) - began).toBeLessThan(2 * HOUR);
    expect(first.title).toMatch(
      /^support in production: more interactions fail: (0\.\d+|1(\.\d+)?)\s% → [3-9](\.\d+)?\s%$/,
    );
    expect(first.affected).toBe("feature=support&environment=production&status=error");
    expect(first.detail).toMatchObject({ component: "share", direction: "up", candidates: [] });
    expect(Date.parse(first.detail.began.from)).toBeLessThanOrEqual(began);
    expect(Date.parse(first.detail.began.to)).toBeGreaterThanOrEqual(began);
    expect(Math.abs(Date.parse(first.detail.began.at) - began)).toBeLessThan(HOUR);
    expect(first.detail.change?.estimate).toBeGreaterThan(0.02);
    expect(first.detail.sparkline).toHaveLength(24);
    expect(first.detail.sparkline[23]).toBeGreaterThan(0.03);
    const { course } = first.detail;
    expect(course.values.at(-1)).toBe(first.detail.sparkline[23]);
    expect(course.expected).toMatchObject({
      low: first.detail.before,
      words: expect.stringMatching(/^before /) as unknown,
    });
    const [fromMs, toMs] = [
      Date.parse(course.from),
      Date.parse(course.from) + course.values.length * course.step_ms,
    ];
    expect([fromMs < began - 22 * HOUR, toMs > began]).toEqual([true, true]);
    const { ctx } = await makeMember(db, project, "manager");
    const document = driftDocumentOf(await listDrift(ctx), {});
    expect(driftDocumentSchema.parse(document)).toEqual(document);
    const { began: told, change } = first.detail;
    expect(document.features[0]?.findings).toMatchObject([
      {
        signal: "failed",
        dimension: "",
        component: "share",
        direction: "up",
        began_at: told.at,
        began_after: told.from,
        began_before: told.to,
        change: { estimate: change?.estimate, low: change?.low, high: change?.high, unit: "share" },
      },
    ]);
    const [message] = await db.owner<{ course: number[] }[]>`
      select payload -> 'sparkline' as course from notification_deliveries where project_id = ${project.id}`;
    expect(message?.course).toEqual(first.detail.sparkline);
    await passes({ fromMs: began + 6 * HOUR, toMs: began + 18 * HOUR });
    const [after] = await findings();
    expect(after?.resolvedAt).not.toBeNull();
    const [incident] =
      await db.owner`select state, resolution from incidents where project_id = ${project.id}`;
    expect(incident).toEqual({ state: "resolved", resolution: "It is as it was before." });
  }, 120_000);

  it("names the release that came as it began, of which alone it is true", async () => {
    const { passes, findings } = await scene(3);
    await passes({ fromMs: NOW, toMs: NOW + 6 * HOUR, failing: 0.15, rollout: 0.4 });
    const [first] = await findings();
    expect(first?.detail.candidates[0]).toMatchObject({ dimension: "release", value: "2" });
    expect(first?.detail.candidates[0]?.sentence).toMatch(
      /^Release 2 came as it began: 1\d(\.\d+)?\s% there, (0|0\.\d+|[12](\.\d+)?)\s% elsewhere\.$/,
    );
  }, 120_000);

  it("a slower answer is told by its quantile, with its incident", async () => {
    const { project, passes, findings } = await scene(4);
    await passes({ fromMs: NOW, toMs: NOW + 4 * HOUR, slower: 1.5 });
    const found = await findings();
    expect(found.map(({ title }) => title)).toEqual([
      expect.stringMatching(/interactions take longer: p\d\d .*\ss → .*\ss$/),
    ]);
    const messages = await db.owner`
      select state, severity, title, told from incidents where project_id = ${project.id}`;
    expect(messages).toEqual([
      {
        state: "open",
        severity: "warning",
        title: "support in production: interactions take longer",
        told: true,
      },
    ]);
  }, 120_000);

  it("what has no history yet is not judged", async () => {
    const project = await makeProject(db.owner);
    await storeCells(db.owner, project.id, cellsOf(seeded(5), { fromMs: NOW - 5 * HOUR, toMs: NOW }, 300));
    await madeTo(db.owner, project.id, NOW);
    while (await driftRound(db.worker, { now: () => NOW }));
    const rows =
      await db.owner`select phase, baseline from drift_series where project_id = ${project.id} order by signal`;
    expect(rows[0]).toMatchObject({
      phase: "not_enough",
      baseline: { status: "not enough data", needs: { hours: 24 } },
    });
  });

  it("a history that comes later is waited for, and what it says of the last days is looked at again", async () => {
    const project = await makeProject(db.owner);
    const random = seeded(6);
    const began = NOW - 3 * HOUR;
    await storeCells(db.owner, project.id, [
      ...cellsOf(random, { fromMs: NOW - 40 * HOUR, toMs: began }, 300),
      ...cellsOf(random, { fromMs: began, toMs: NOW, failing: 0.04 }, 300),
    ]);
    await madeTo(db.owner, project.id, NOW);
    const round = async (nowMs: number): Promise<string[]> => {
      while (await driftRound(db.worker, { now: () => nowMs }));
      const rows = await db.owner<
        { title: string }[]
      >`select title from findings where project_id = ${project.id}`;
      return rows.map(({ title }) => title);
    };
    await db.owner`
      insert into signal_marks (project_id, hour, marked_at)
      select ${project.id}, ${new Date(NOW - 21 * DAY)}::timestamptz + n * interval '1 hour', ${new Date(NOW)} from generate_series(1, 100) n`;
    await round(NOW);
    const fitted = () =>
      db.owner`select from drift_series where project_id = ${project.id} and phase <> 'not_enough'`;
    expect(await fitted()).toEqual([]);
    await db.owner`delete from signal_marks where project_id = ${project.id}`;
    await round(NOW + 60_000);
    expect(await fitted()).toHaveLength(2);
    await db.owner`delete from findings where project_id = ${project.id}`;
    await db.owner`update drift_series set state = jsonb_set(state, '{phase}', '"watching"'), phase = 'watching' where project_id = ${project.id}`;
    await storeCells(
      db.owner,
      project.id,
      cellsOf(random, { fromMs: NOW - 21 * DAY, toMs: NOW - 40 * HOUR }, 3600),
    );
    expect(await round(NOW + 2 * HOUR)).toEqual([expect.stringMatching(/more interactions fail/)]);
  }, 120_000);
});
