import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { rollUp } from "@/lib/derive/roll-up";
import { NOON, span, store } from "@/lib/derive/testing";
import { newTraceId, testContext } from "@/lib/traces/testing";

import { findPlaces } from "./find-places";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

async function world() {
  const project = await makeProject(db.owner);
  const traceId = newTraceId();
  await store(db.owner, project, traceId, [
    span("abcdef0123456789", {
      ...{ kind: "llm", name: "invoke_agent planner", requestModel: "gpt-4o", provider: "openai" },
      ...{ feature: "Refunds", userId: "ada@example.com", sessionId: "conv_100%" },
    }),
  ]);
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  while ((await rollUp(db.worker, { settled: true })) > 0);
  await db.owner`insert into prompts (project_id, name) values (${project.id}, 'refund policy')`;
  return { ctx: { ...testContext(db.app, project), now: () => new Date(NOON / 1000 + 3_600_000) }, traceId };
}

test("a typed text finds people, places and ids, each by what it is called", async () => {
  const { ctx, traceId } = await world();
  const named = async (q: string) =>
    (await findPlaces(ctx, q)).map((place) => `${place.kind} ${place.name}`).sort();
  expect(await named("ADA@")).toEqual(["user ada@example.com"]);
  expect(await named("refund")).toEqual(["feature Refunds", "prompt refund policy"]);
  expect(await named("gpt")).toEqual(["model gpt-4o"]);
  expect(await named("conv_100%")).toEqual(["session conv_100%"]);
  expect(await named("convX")).toEqual([]);
  expect(await named("")).toEqual([]);
  expect(await findPlaces(ctx, ` ${traceId.slice(0, 6).toUpperCase()}`)).toContainEqual(
    expect.objectContaining({ kind: "trace", traceId }),
  );
  expect(await findPlaces(ctx, "abcdef01")).toContainEqual(
    expect.objectContaining({ kind: "span", spanId: "abcdef0123456789", traceId }),
  );
});

test("nothing of another project is found", async () => {
  const { traceId } = await world();
  const ctx = testContext(db.app, await makeProject(db.owner));
  for (const q of ["ada", "refund", "gpt", "conv", traceId]) expect(await findPlaces(ctx, q)).toEqual([]);
});
