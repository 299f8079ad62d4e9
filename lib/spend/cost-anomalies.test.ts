import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { rollUp } from "@/lib/derive/roll-up";
import { NOON, span, store } from "@/lib/derive/testing";
import { newTraceId, testContext } from "@/lib/traces/testing";

import { anomalyRound } from "./anomaly-round";
import { costAnomalies } from "./cost-anomalies";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;
const iso = (afterNoonUs: number): string => new Date((NOON + afterNoonUs) / 1000).toISOString();

test("a runaway user is found among thousands of calls, with what made them expensive, and who is always expensive is not", async () => {
  const project = await makeProject(db.owner);
  /** A trace of calls of one user, evenly over an hour, each at so many millionths of a dollar. */
  const hour = (at: number, userId: string, calls: number, microUsd: number) =>
    store(db.owner, project, newTraceId(), [
      span("1", { at, kind: "agent", feature: "chat", userId }),
      ...Array.from({ length: calls }, (_, index) =>
        span((index + 2).toString(16), {
          parentSpanId: "1",
          at: at + Math.floor((index * HOUR) / calls),
          kind: "llm",
          feature: "chat",
          userId,
          provider: "openai",
          requestModel: "gpt-4o",
          costNanoUsd: microUsd * 1000,
          inputUncachedTokens: microUsd,
          outputTextTokens: 0,
        }),
      ),
    ]);
  for (let at = 0; at < 6 * DAY; at += HOUR) await hour(at, "always-expensive", 3, 50_000);
  const expensive = 5 * DAY + 7 * HOUR;
  await hour(expensive, "runaway", 40, 50_000);
  // More than are read to tell a user's models, so these are told from windows.
  for (let user = 0; user < 45; user++) await hour(expensive, `cheap-${user}`, 100, 1);
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  while ((await rollUp(db.worker, { settled: true })) > 0);

  const found = await costAnomalies(
    testContext(db.app, project),
    { from: iso(5 * DAY), to: iso(6 * DAY), zone: "UTC", filters: {} },
    1,
  );
  const hours = { from: iso(expensive), to: iso(expensive + HOUR) };
  expect(found.list).toMatchObject([
    { ...hours, feature: "chat", user: undefined },
    { ...hours, feature: "chat", user: "runaway", expectedUsd: 0 },
  ]);
  expect(found.list.map(({ costUsd }) => costUsd)).toEqual([expect.closeTo(2.1545, 9), expect.closeTo(2, 9)]);
  expect(found.list[1]?.causes).toMatchObject([{ cause: "volume", usual: 0, now: expect.closeTo(40, 6) }]);
  // Looked at were those with an hour of ten cents.
  expect(found).toMatchObject({ more: 0, users: 2 });
}, 120_000);

test("an hour that costs far more is told once, and is over when it is as usual again", async () => {
  const project = await makeProject(db.owner);
  const hour = async (at: number, usd: number): Promise<void> => {
    await store(db.owner, project, newTraceId(), [
      span("1", {
        at,
        kind: "llm",
        feature: "chat",
        requestModel: "m",
        costNanoUsd: usd * 1e9,
        outputTextTokens: 1,
      }),
    ]);
  };
  for (let at = 0; at < 6 * DAY; at += HOUR) await hour(at, 1);
  await hour(6 * DAY, 30);
  await hour(6 * DAY + HOUR, 30);
  for (let at = 6 * DAY + 2 * HOUR; at < 6 * DAY + 6 * HOUR; at += HOUR) await hour(at, 1);
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  while ((await rollUp(db.worker, { settled: true })) > 0);
  const at = (us: number) => anomalyRound(db.worker, () => new Date(iso(us)));
  const findings = () => db.owner<{ title: string; resolution: string | null }[]>`
    select title, resolution from findings where project_id = ${project.id} order by id`;
  await at(6 * DAY);
  expect(await findings()).toEqual([]);
  await at(6 * DAY + HOUR);
  await at(6 * DAY + 2 * HOUR);
  expect(await findings()).toEqual([{ title: "chat cost $30.00 where $1.00 is usual", resolution: null }]);
  await at(6 * DAY + 5 * HOUR);
  expect(await findings()).toEqual([
    { title: "chat cost $30.00 where $1.00 is usual", resolution: "It costs what is usual again." },
  ]);
});
