import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";

import { listen, type TestServer } from "./testing";

let db: TestDatabase;
let server: TestServer;
beforeAll(async () => {
  db = await createTestDatabase();
  server = await listen(db, {}, { RECOUNT_TRUSTED_PROXIES: "127.0.0.1" });
});
afterAll(async () => {
  await server.close();
  await db.close();
});

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const anyAddress = (): string => `10.${[...randomBytes(3)].join(".")}`;

async function scene(scopes = ["report"]) {
  const project = await makeProject(db.owner);
  const key = await server.keyFor(project, scopes);
  const send = async (body: unknown, address = anyAddress()) => {
    const answer = await fetch(`${server.url}/api/v1/reports`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        origin: "https://shop.example",
        "content-type": "application/json",
        "x-forwarded-for": address,
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return {
      status: answer.status,
      headers: answer.headers,
      body: (await answer.json()) as Record<string, unknown>,
    };
  };
  const stored = () => db.owner`
    select id, replace(trace_id::text, '-', '') as trace, name, value_text as reason, comment, source
    from scores where project_id = ${project.id}`;
  return { project, key, send, stored };
}

it("an end user's report is stored with its trace, and its receipt is its name", async () => {
  const { send, stored } = await scene();
  const { status, headers, body } = await send({
    trace_id: TRACE,
    reason: "wrong",
    comment: " The date is not mine. ",
  });
  expect(status).toBe(201);
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(body).toEqual({ receipt: expect.stringMatching(/^R-(?:[2-9A-Z]{4}-){2}[2-9A-Z]{4}$/) as string });
  expect(await stored()).toEqual([
    {
      id: body["receipt"],
      trace: TRACE,
      name: "reported_error",
      reason: "wrong",
      comment: "The date is not mine.",
      source: "user",
    },
  ]);
});

it("its key reads and sends nothing else, and no other key reports", async () => {
  const { key } = await scene();
  for (const [method, path] of [
    ["POST", "/v1/traces"],
    ["POST", "/api/v1/scores"],
    ["GET", "/api/v1/budgets/check"],
  ] as const) {
    const answer = await fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(method === "POST" && { body: "{}" }),
    });
    expect(answer.status, path).toBe(403);
  }
  const other = await scene(["ingest", "read"]);
  expect((await other.send({ trace_id: TRACE })).status).toBe(403);
});

it("one address sends one now and then, whatever the project", async () => {
  const { send, stored } = await scene();
  const address = anyAddress();
  expect((await send({ trace_id: TRACE }, address)).status).toBe(201);
  const second = await send({ trace_id: TRACE }, address);
  expect(second.status).toBe(429);
  expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await stored()).toHaveLength(1);
});

it("a project takes so many a second, from however many addresses", async () => {
  const { send, stored } = await scene();
  const answers = await Promise.all(Array.from({ length: 40 }, () => send({ trace_id: TRACE })));
  const taken = answers.filter(({ status }) => status === 201).length;
  expect(taken).toBeGreaterThanOrEqual(10);
  expect(taken).toBeLessThan(40);
  expect(await stored()).toHaveLength(taken);
});

it.each([
  ["no trace", {}],
  ["a reason that is none", { trace_id: TRACE, reason: "because" }],
  ["a novel", { trace_id: TRACE, comment: "x".repeat(2_001) }],
  ["no JSON", "hello"],
])("%s is refused", async (_, body) => {
  const { send, stored } = await scene();
  expect((await send(body)).status).toBe(400);
  expect(await stored()).toEqual([]);
});

it("a large body is not read", async () => {
  const { send } = await scene();
  expect((await send({ trace_id: TRACE, comment: "x".repeat(100_000) })).status).toBe(413);
});
