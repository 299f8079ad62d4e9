import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { daysAgo, newId, noonOf, World } from "@/lib/erasures/world.testing";
import type { ModelSpan } from "@/lib/model/span";
import { makeMember } from "@/lib/users/testing";

import { findInTraces } from "./find-in-traces";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const NOON = noonOf(daysAgo(1));
const SECOND = 1_000_000_000n;
const id = (n: number): string => n.toString(16).padStart(16, "0");

/** An agent that asks a model, a tool and the model again, each call with all that was said before. */
const conversation = (traceId: string): Partial<ModelSpan>[] => {
  const asked = { role: "user", content: "Where is parcel Kestrel?" };
  const call = {
    role: "assistant",
    content: "",
    tool_calls: [{ id: "c", name: "find", arguments: { of: "Kestrel" } }],
  };
  const result = { role: "tool", content: '{"state":"lost in Oslo","of":"Heron"}' };
  const answer = { role: "assistant", content: "It was lost in Oslo. Sorry!" };
  const span = (n: number, from: bigint, to: bigint, more: Partial<ModelSpan>): Partial<ModelSpan> => ({
    traceId,
    spanId: id(n),
    ...(n > 1 && { parentSpanId: id(1) }),
    startedAtNs: NOON + from * SECOND,
    durationNs: (to - from) * SECOND,
    ...more,
  });
  return [
    span(1, 0n, 9n, { kind: "agent", name: "parcel agent", outputValue: "It was lost in Oslo. Sorry!" }),
    span(2, 1n, 3n, { kind: "llm", name: "chat", system: "Be kind.", input: [asked], output: [call] }),
    span(3, 4n, 5n, {
      kind: "tool",
      name: "find",
      inputValue: { of: "Kestrel" },
      outputValue: { state: "lost in Oslo", of: "Heron" },
    }),
    span(4, 6n, 9n, {
      kind: "llm",
      name: "chat",
      system: "Be kind.",
      input: [asked, call, result],
      output: [answer],
    }),
  ];
};

async function scene() {
  const project = await makeProject(db.owner);
  const world = new World(db, project);
  const traceId = newId(16);
  await world.write(conversation(traceId));
  await world.derive();
  const find = async (q: string, traceIds = [traceId], ctx = world.ctx) =>
    (await findInTraces(ctx, { traceIds, q })).spans.map(({ spanId, texts, hit }) => [
      Number.parseInt(spanId, 16),
      texts,
      hit?.part ?? "name",
    ]);
  return { project, world, traceId, find };
}

describe("where a trace says a text", () => {
  it("is the span that brought it in, not all that repeat it", async () => {
    const { find } = await scene();
    expect(await find("where is parcel")).toEqual([[2, 1, "message"]]);
    // Once as the call's arguments; the tool was given the same.
    expect(await find("kestrel")).toEqual([[2, 2, "message"]]);
    expect(await find("be kind")).toEqual([[2, 1, "instructions"]]);
    // As the tool gave it, though a message has it as JSON within a text.
    expect(await find("heron")).toEqual([[3, 1, "tool_result"]]);
  });

  it("is the call that gave an answer, not the agent around it, which began before", async () => {
    const { find } = await scene();
    expect(await find("Sorry!")).toEqual([[4, 1, "message"]]);
    expect(await find("lost in oslo")).toEqual([
      [3, 1, "tool_result"],
      [4, 1, "message"],
    ]);
  });

  it("is a span's name, too", async () => {
    const { find } = await scene();
    expect(await find("PARCEL AG")).toEqual([[1, 0, "name"]]);
    expect(await find("nowhere")).toEqual([]);
  });

  it("is told with its surroundings", async () => {
    const { world, traceId } = await scene();
    const { spans } = await findInTraces(world.ctx, { traceIds: [traceId], q: "KESTREL" });
    const { text, start, end, role } = spans[0]?.hit ?? { text: "", start: 0, end: 0, role: null };
    expect([text, text.slice(start, end), role]).toEqual(["Where is parcel Kestrel?", "Kestrel", "user"]);
  });

  it("is told of each of several traces, and of none of another project", async () => {
    const { world, traceId, find } = await scene();
    const second = newId(16);
    await world.write(conversation(second));
    await world.derive();
    expect(await find("heron", [second, traceId])).toEqual([
      [3, 1, "tool_result"],
      [3, 1, "tool_result"],
    ]);
    const other = await scene();
    expect(await other.find("heron", [traceId])).toEqual([]);
  });

  it("is its name alone for who may not read what was said", async () => {
    const { project, find, traceId } = await scene();
    const { ctx } = await makeMember(db, project, "manager");
    expect(await find("heron", [traceId], ctx)).toEqual([]);
    expect(await find("parcel agent", [traceId], ctx)).toEqual([[1, 0, "name"]]);
  });

  it("is found among many spans, and told as far as they were looked through", async () => {
    const { world, find } = await scene();
    const many = newId(16);
    await world.write(
      Array.from({ length: 2_500 }, (_, n) => ({
        traceId: many,
        spanId: id(n + 1),
        kind: "tool" as const,
        name: "step",
        startedAtNs: NOON + BigInt(n) * 1_000_000n,
        durationNs: 1_000_000n,
        outputValue: n % 1000 === 999 ? `marten ${n}` : `finch ${n}`,
      })),
    );
    await world.derive();
    expect((await find("marten", [many])).map(([n]) => n)).toEqual([1000, 2000]);
    const often = await findInTraces(world.ctx, { traceIds: [many], q: "finch" });
    expect([often.spans.length, often.cut]).toEqual([500, true]);
  });
});
