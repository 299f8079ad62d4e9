import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { inProject } from "@/db/tenant";
import { topicOf } from "@/lib/signals/topic-of";
import { makeMember } from "@/lib/users/testing";

import { sampleReader } from "../causes/sample-reader";
import { storeTold, type Told } from "../causes/testing";
import { fitModel } from "../engine/fit-model";
import type { Model } from "../engine/model";
import { establishDrift } from "../establish-drift";
import { getDriftSeries } from "../get-drift-series";
import { storeCells } from "../testing";
import { nameTopics, readTopics } from "./name-topics";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 2, 10, 12);
const BEGAN = NOW - 3 * HOUR;
const REFUND = "please refund ticket cancelled flight";
const WEATHER = "weather tomorrow sunny forecast please";
const REFUND_TOPIC = topicOf(REFUND) ?? "";
const WEATHER_TOPIC = topicOf(WEATHER) ?? "";
const PLACE = { feature: "support", environment: "production" };

/** Questions about the weather; since it began, about refunds, too. */
const questions = (from: number, to: number, stepMs: number): Told[] =>
  Array.from({ length: Math.floor((to - from) / stepMs) }, (_, n) => ({
    atMs: from + n * stepMs,
    failed: false,
    user: `u${n % 20}`,
    question: from + n * stepMs >= BEGAN && n % 2 === 0 ? REFUND : WEATHER,
  }));

const mix = (refunds: number, others: number) => ({
  topics: { kind: "mix" as const, counts: { [REFUND_TOPIC]: refunds, [WEATHER_TOPIC]: others } },
});

it("topics are named by the questions of a day, a new one by those of its finding", async () => {
  const project = await makeProject(db.owner);
  await storeTold(db.owner, project, [
    ...questions(NOW - 48 * HOUR, BEGAN, HOUR / 6),
    ...questions(BEGAN, NOW, HOUR / 60),
  ]);
  const named = (topics: string[]) =>
    inProject(db.worker, project.id, (tx) => readTopics(tx, project.id, PLACE, topics));
  await inProject(db.worker, project.id, (tx) => nameTopics(tx, project, PLACE, BEGAN));
  expect([...(await named([REFUND_TOPIC, WEATHER_TOPIC])).keys()]).toEqual([WEATHER_TOPIC]);
  const cells = Array.from({ length: 48 }, (_, hour) => NOW - (48 - hour) * HOUR).map((atMs) => ({
    tier: 3600 as const,
    atMs,
    interactions: 60,
    statistics: atMs < BEGAN ? mix(1, 59) : mix(30, 30),
  }));
  await storeCells(db.owner, project.id, [
    ...cells,
    ...cells.map((cell) => ({ ...cell, tier: 300 as const })),
  ]);
  const model = fitModel(
    { kind: "mix", direction: "both" },
    cells
      .filter(({ atMs }) => atMs < BEGAN)
      .map(({ atMs, statistics }) => ({ at: atMs, lengthMs: HOUR, ...statistics.topics })),
  ) as Model;
  const key = { ...PLACE, dimension: "", value: "", signal: "topics" };
  const found = await inProject(db.worker, project.id, (tx) =>
    establishDrift(
      tx,
      project,
      key,
      model,
      { detectedAt: NOW, recoveredAt: null, component: REFUND_TOPIC, direction: "up", began: { at: BEGAN } },
      { nowMs: NOW, readSample: sampleReader(tx, project, NOW) },
    ),
  );
  expect(found.title).toMatch(/: more questions use such words \(cancelled, flight, refund\)/);
  expect(found.detail).toMatchObject({
    component: REFUND_TOPIC,
    componentLabel: "cancelled, flight, refund",
  });
  expect((await named([REFUND_TOPIC])).get(REFUND_TOPIC)).toEqual(["cancelled", "flight", "refund"]);
  await db.owner`
    insert into drift_series (project_id, feature, environment, signal, phase, baseline, fitted_at)
    values (${project.id}, 'support', 'production', 'topics', 'watching', ${JSON.stringify(model)}::text::jsonb, now())`;
  const { ctx } = await makeMember(db, project, "manager");
  const shown = await getDriftSeries(
    { ...ctx, now: () => new Date(NOW) },
    { ...key, fromMs: NOW - 24 * HOUR, toMs: NOW },
  );
  expect(shown.components.map(({ label }) => label)).toContain("cancelled, flight, refund");
  expect(shown.judging.state).toBe("silent");
});
