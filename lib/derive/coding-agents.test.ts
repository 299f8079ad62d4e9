import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import type { Context } from "@/lib/context";
import { accept } from "@/lib/ingest/accept";
import { decodeLogs } from "@/lib/ingest/decode";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import { writeBatch } from "@/lib/ingest/write";
import { getSession } from "@/lib/sessions/get-session";
import { getTrace, parseGetTraceQuery } from "@/lib/traces/get-trace";

import { deriveTraces } from "./derive-traces";

/** Events of a coding agent, through accept, the store and derivation as they are. */

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const AT_MS = Date.UTC(2026, 2, 9, 12);
const contextOf = (project: TestProject): Context => ({
  sql: db.app,
  project,
  actor: { kind: "system", name: "test" },
  now: () => new Date(AT_MS + 60_000),
});

const event = (name: string, at: number, said: { [key: string]: string }) => ({
  timeUnixNano: `${AT_MS + at}000000`,
  body: { stringValue: `claude_code.${name}` },
  attributes: Object.entries({ "session.id": "s-1", "prompt.id": "p-1", "event.name": name, ...said }).map(
    ([key, stringValue]) => ({ key, value: { stringValue } }),
  ),
});

const EVENTS = [
  event("user_prompt", 0, { prompt: "Fix the failing test" }),
  event("api_request", 5_000, {
    model: "claude-sonnet-4-5-20250929",
    duration_ms: "2500",
    input_tokens: "12",
    output_tokens: "300",
    cache_read_tokens: "9000",
    cache_creation_tokens: "400",
    request_id: "req_1",
  }),
  event("tool_result", 7_000, {
    tool_name: "Bash",
    success: "true",
    duration_ms: "1800",
    tool_parameters: '{"bash_command":"npm test"}',
  }),
  event("api_request", 9_000, {
    model: "claude-sonnet-4-5-20250929",
    duration_ms: "1000",
    input_tokens: "20",
    output_tokens: "50",
    cache_read_tokens: "9400",
    cache_creation_tokens: "0",
    request_id: "req_2",
  }),
  event("assistant_response", 9_001, { response: "It passes now.", request_id: "req_2" }),
];

async function arrive(project: TestProject, logRecords: object[]): Promise<void> {
  const request = {
    resourceLogs: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "claude-code" } }] },
        scopeLogs: [{ scope: { name: "com.anthropic.claude_code.events" }, logRecords }],
      },
    ],
  };
  const { batch, rejected } = accept(
    contextOf(project),
    decodeLogs(Buffer.from(JSON.stringify(request)), "json"),
  );
  expect(rejected).toEqual([]);
  await writeBatch(db.pipeline, batch, new KnownBodies());
}

const derive = async (): Promise<void> => {
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
};

const read = async (project: TestProject) => {
  const ctx = contextOf(project);
  const session = await getSession(ctx, { sessionId: "s-1" });
  const traces = session.data.map(({ trace_id: traceId }) => traceId);
  const { include } = parseGetTraceQuery(new URLSearchParams());
  return { session, trace: await getTrace(ctx, { traceId: traces[0] as string, include }), traces };
};

it("events of a prompt are one turn of their session, with its input, answer, tokens, tools and cost", async () => {
  const project = await makeProject(db.owner);
  await arrive(project, EVENTS);
  await derive();
  const { trace, traces } = await read(project);
  expect(traces).toHaveLength(1);
  expect(trace).toMatchObject({
    name: "claude-code prompt",
    feature: "claude-code",
    input: "Fix the failing test",
    output: "It passes now.",
    tokens: { input_total: 18_832, cache_read: 18_400, cache_write: 400, output_total: 350 },
    counts: { spans: 4, llm: 2, tool: 1 },
    tools: ["Bash"],
    cost_status: "known",
    open: false,
    duration_ms: 9_000,
  });
});

it("the same events again, in pieces and in another order, change nothing", async () => {
  const [once, often] = [await makeProject(db.owner), await makeProject(db.owner)];
  await arrive(once, EVENTS);
  for (const one of EVENTS.toReversed()) {
    await arrive(often, [one]);
    await derive();
  }
  await arrive(often, EVENTS);
  await derive();
  const [a, b] = [await read(once), await read(often)];
  expect(b.trace).toEqual(a.trace);
  expect(b.session).toEqual(a.session);
});
