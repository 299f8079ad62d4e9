import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { erase } from "@/lib/erasures/erase";
import { daysAgo, newId, noonOf, World } from "@/lib/erasures/world.testing";

import { replayCall } from "./replay-call";
import { readReplayRequest } from "./request";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const DAY = daysAgo(3);
const asking = (question: string) =>
  readReplayRequest("chat_completions", { model: "m", messages: [{ role: "user", content: question }] });
const call = (traceId: string, question: string, answer: string) => ({
  traceId,
  spanId: newId(8),
  kind: "llm" as const,
  name: "chat",
  requestModel: "m",
  startedAtNs: noonOf(DAY),
  input: [{ role: "user", content: question }],
  outputValue: answer,
});

it("what comes later is answered, and what was erased is not, though the trace was asked before", async () => {
  const world = new World(db, await makeProject(db.owner));
  const traceId = newId(16);
  const ask = async (question: string) =>
    (await replayCall(world.ctx, { traceId, request: asking(question) })).answer.choices[0].text;
  await world.write([call(traceId, "Where is it?", "In Lisbon.")]);
  await world.derive();
  expect(await ask("Where is it?")).toBe("In Lisbon.");
  await expect(ask("And now?")).rejects.toThrow(/user/);

  await world.write([call(traceId, "And now?", "In Porto.")]);
  await world.derive();
  expect(await ask("And now?")).toBe("In Porto.");
  expect(await ask("Where is it?")).toBe("In Lisbon.");

  await erase(world.ctx, { text: "In Lisbon.", from: DAY, to: DAY });
  expect(await ask("Where is it?").catch(String)).not.toContain("Lisbon");
  await erase(world.ctx, { traces: [traceId] });
  await expect(ask("And now?")).rejects.toThrow();
});

it("a trace of another project is not there, asked before or not", async () => {
  const [own, other] = await Promise.all([makeProject(db.owner), makeProject(db.owner)]);
  const [world, stranger] = [new World(db, own), new World(db, other)];
  const traceId = newId(16);
  await world.write([call(traceId, "Where is it?", "In Lisbon.")]);
  await world.derive();
  const request = asking("Where is it?");
  expect((await replayCall(world.ctx, { traceId, request })).answer.choices[0].text).toBe("In Lisbon.");
  await expect(replayCall(stranger.ctx, { traceId, request })).rejects.toThrow(/no trace/);
  const blind = { ...world.ctx, actor: { kind: "api_key", id: 1, name: "k", scopes: [] } } as never;
  await expect(replayCall(blind, { traceId, request })).rejects.toThrow();
});
