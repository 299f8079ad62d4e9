import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { rollUp } from "@/lib/derive/roll-up";
import { NOON, span, store } from "@/lib/derive/testing";
import { formatFingerprint } from "@/lib/traces/fingerprint";
import { newTraceId, testContext } from "@/lib/traces/testing";

import { listChanges } from "./changes";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const HOUR = 3_600_000_000;
const iso = (us: number) => new Date((NOON + us) / 1000).toISOString();

/** A project with calls at these times (microseconds after noon), derived and rolled up. */
async function story(
  calls: { at: number; feature?: string; model?: string; release?: string; prompt?: string }[],
) {
  const project = await makeProject(db.owner);
  for (const { at, feature = "booking", model = "m1", release = "1", prompt } of calls) {
    await store(db.owner, project, newTraceId(), [
      span("1", {
        at,
        kind: "llm",
        feature,
        requestModel: model,
        responseModel: model,
        release,
        ...(prompt ? { promptFingerprint: prompt } : {}),
      }),
    ]);
  }
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  while ((await rollUp(db.worker, { settled: true })) > 0);
  const ctx = testContext(db.app, project);
  const ask = (from: number, to: number, more = {}) =>
    listChanges(ctx, { from: iso(from), to: iso(to), ...more });
  return { ask };
}

test("a model and a release are marked where a feature's traffic has them first, not where they go on", async () => {
  const { ask } = await story([
    { at: 0 },
    { at: 3 * HOUR, model: "m2" },
    { at: 4 * HOUR, model: "m2" },
    { at: 5 * HOUR, release: "2" },
  ]);
  const found = await ask(HOUR, 6 * HOUR);
  expect(found).toEqual([
    { at: iso(3 * HOUR), kind: "model", label: "m2", features: ["booking"], word: "model", value: "m2" },
    { at: iso(5 * HOUR), kind: "release", label: "2", features: ["booking"], word: "release", value: "2" },
  ]);
  expect(await ask(3.5 * HOUR, 4.5 * HOUR)).toEqual([]);
});

test("what a new feature begins with is no change, what it changes to is", async () => {
  const { ask } = await story([
    { at: 2 * HOUR, model: "m7" },
    { at: 2.2 * HOUR, model: "m7-rare" },
    { at: 4 * HOUR, model: "m8" },
  ]);
  expect((await ask(HOUR, 6 * HOUR)).map(({ label }) => label)).toEqual(["m8"]);
});

test("a release that reaches several features at once is one change, the busiest feature first", async () => {
  const { ask } = await story([
    { at: 0, feature: "faq" },
    { at: 0 },
    { at: 2 * HOUR, release: "2", feature: "faq" },
    { at: 2 * HOUR + 1000, release: "2" },
    { at: 3 * HOUR, release: "2" },
  ]);
  expect(await ask(HOUR, 6 * HOUR)).toMatchObject([{ label: "2", features: ["booking", "faq"] }]);
  expect(await ask(HOUR, 6 * HOUR, { feature: ["faq"] })).toMatchObject([{ features: ["faq"] }]);
});

test("a prompt version has the registry's name and its exact time", async () => {
  const { ask } = await story([
    { at: 0, prompt: "11" },
    { at: 2 * HOUR + 61_000_000, prompt: "22" },
  ]);
  expect(await ask(HOUR, 6 * HOUR)).toEqual([
    {
      at: iso(2 * HOUR + 61_000_000),
      kind: "prompt",
      label: "booking@2",
      features: ["booking"],
      word: "prompt_version",
      value: formatFingerprint("22"),
    },
  ]);
});

test("another project's traffic is nobody's change", async () => {
  await story([{ at: 0 }, { at: 2 * HOUR, model: "secret" }]);
  const { ask } = await story([{ at: 0 }]);
  expect(await ask(HOUR, 6 * HOUR)).toEqual([]);
});
