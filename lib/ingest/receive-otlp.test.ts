import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { serverProcess, makeKey, spansOf } from "@/lib/ingest-usage/testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const withoutService = (count: number): string => {
  const request = JSON.parse(spansOf(count)) as { resourceSpans: { resource: { attributes: object[] } }[] };
  for (const { resource } of request.resourceSpans) resource.attributes = [];
  return JSON.stringify(request);
};

it.each([
  ["x-project-name", "phoenix app", withoutService(1), "phoenix app"],
  ["langsmith-project", " smith ", withoutService(1), "smith"],
  ["x-project-name", "phoenix app", spansOf(1), "shop"],
  ["x-project-name", " ", withoutService(1), null],
])("the header %s: %s names the service of spans that have none", async (header, name, body, service) => {
  const project = await makeProject(db.owner);
  const { key } = await makeKey(db.owner, project.id);
  expect((await serverProcess(db).send(key, body, { [header]: name })).status).toBe(200);
  const rows = await db.owner<{ service: string | null }[]>`
    select service from spans where project_id = ${project.id}`;
  expect(rows.map((row) => row.service)).toEqual([service]);
});

it("what is refused is counted and explained, five reasons at most, and the rest is stored", async () => {
  const project = await makeProject(db.owner, { retentionDays: 30 });
  const { key } = await makeKey(db.owner, project.id);
  const request = JSON.parse(spansOf(8)) as {
    resourceSpans: { scopeSpans: { spans: { startTimeUnixNano: string }[] }[] }[];
  };
  const spans = request.resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
  for (const span of spans.slice(1)) span.startTimeUnixNano = "1000000000000000000";
  const answer = await serverProcess(db).send(key, JSON.stringify(request));
  const { partialSuccess } = (await answer.json()) as {
    partialSuccess: { rejectedSpans: string; errorMessage: string };
  };
  expect(Number(partialSuccess.rejectedSpans)).toBe(7);
  expect(partialSuccess.errorMessage.match(/start_out_of_range/g)).toHaveLength(5);
  expect(partialSuccess.errorMessage).toContain("and 2 more");
  const stored = await db.owner`select from spans where project_id = ${project.id}`;
  expect(stored).toHaveLength(1);
});

it("a body that is neither protobuf nor JSON is told so, with gRPC's code", async () => {
  const project = await makeProject(db.owner);
  const { key } = await makeKey(db.owner, project.id);
  const answer = await serverProcess(db).send(key, "x", { "content-type": "text/plain" });
  expect(answer.status).toBe(415);
});
