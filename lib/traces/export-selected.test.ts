import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { parseQuery } from "@/lib/http/query";

import { exportSelected, selectedQuerySchema } from "./export-selected";
import { getTrace } from "./get-trace";
import { before, newTraceId, Story, testContext } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

it("is a line for each trace that was chosen, in that order: the API's document, or that it is gone", async () => {
  const story = new Story(db.owner, await makeProject(db.owner));
  const ctx = testContext(db.app, story.project);
  const [a, b] = [
    await story.trace({ started_at: before(60_000) }),
    await story.trace({ started_at: before(50_000) }),
  ];
  for (const id of [a, b])
    await story.span(id, { kind: "tool", name: `span\n${id}`, result: story.set.text("line\nline") });
  const gone = newTraceId();
  let text = "";
  for await (const piece of exportSelected(ctx, [b, gone, a, b])) text += piece;
  const lines = text.trimEnd().split("\n");
  expect(text.endsWith("\n")).toBe(true);
  expect(lines.map((line) => (JSON.parse(line) as { trace_id: string }).trace_id)).toEqual([b, gone, a]);
  expect(JSON.parse(lines[0]!)).toEqual(
    JSON.parse(JSON.stringify(await getTrace(ctx, { traceId: b, include: ["content", "attributes"] }))),
  );
  expect(JSON.parse(lines[1]!)).toEqual({
    trace_id: gone,
    missing: expect.stringContaining("There is no trace"),
  });
});

it("is of at least one and at most 100", () => {
  const asked = (n: number) =>
    parseQuery(
      selectedQuerySchema,
      new URLSearchParams(Array.from({ length: n }, (_, i) => ["id", `t${i}`])),
    );
  expect(asked(100).id).toHaveLength(100);
  expect(() => asked(101)).toThrow("may be given 100 times at most");
  expect(() => asked(0)).toThrow();
});
