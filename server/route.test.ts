import http from "node:http";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { spansOf } from "@/lib/ingest-usage/testing";
import { log } from "@/lib/log";

import { listen, type TestServer } from "./testing";

let db: TestDatabase;
let server: TestServer;
let key: string;
beforeAll(async () => {
  db = await createTestDatabase();
  server = await listen(db);
  key = await server.keyFor(await makeProject(db.owner), ["ingest", "admin"]);
});
afterAll(async () => {
  await server.close();
  await db.close();
});

const ask = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body }),
    redirect: "manual",
  });

describe("the route table", () => {
  it.each([
    ["POST", "/v1/traces", {}, 200],
    ["POST", "/v1/traces/?x=1", {}, 200],
    ["POST", "/api/public/otel/v1/logs", {}, 200],
    ["POST", "/v1/tracesx", {}, 404],
    ["GET", "/api/v1/scores", {}, 405],
    ["GET", "/api/public/health", {}, 200],
    ["HEAD", "/api/public/health", {}, 200],
    ["GET", "/info", {}, 200],
    ["GET", "/api/v1/info/", {}, 200],
    ["POST", "/runs/batch", {}, 202],
    ["GET", "/api/v1/runs/0b6c0f6e-53f3-4a55-9f9e-0f6a5f1f7c11", {}, 404],
    ["GET", "/api/v1/sessions?name=x", { "user-agent": "langsmith-py/0.4" }, 200],
    ["GET", "/api/v1/sessions", {}, 404],
    ["GET", "/datasets/1", { "x-api-key": "any" }, 404],
    ["GET", "/p/shop/traces", {}, 404],
  ] as const)("%s %s %j -> %i", async (method, path, headers, status) => {
    const body = method === "POST" ? JSON.stringify({}) : undefined;
    expect((await ask(method, path, headers, body)).status).toBe(status);
  });

  it("tells what is the console's from what LangSmith has and Recount has not", async () => {
    const unsupported = await ask("GET", "/datasets/1", { "x-api-key": "any" });
    expect(await unsupported.json()).toMatchObject({
      detail: expect.stringContaining("does not answer GET /datasets/1"),
      error: { code: "not_found" },
    });
    const nothing = await ask("GET", "/api/v1/sessions", { "x-api-key": "any" });
    expect(await nothing.json()).toEqual({
      error: { code: "not_found", message: expect.stringContaining("no such endpoint"), details: [] },
    });
  });

  it("says which methods an endpoint has, and lets browsers read that too", async () => {
    const wrong = await ask("GET", "/v1/traces", { origin: "https://shop.example" });
    expect([
      wrong.status,
      wrong.headers.get("allow"),
      wrong.headers.get("access-control-allow-origin"),
    ]).toEqual([405, "POST, OPTIONS", "*"]);
    const asked = await ask("OPTIONS", "/api/v1/budgets/check", { origin: "https://shop.example" });
    expect([asked.status, asked.headers.get("access-control-allow-methods")]).toEqual([204, "GET, OPTIONS"]);
    expect((await ask("GET", "/api/public/health")).headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("a request's id", () => {
  it("is the one that was sent, where it is fit for a log, and a new one otherwise", async () => {
    const sent = await ask("POST", "/v1/traces", { "x-request-id": "gw-7.1:x" }, "{}");
    expect(sent.headers.get("x-request-id")).toBe("gw-7.1:x");
    for (const given of ["two words", "x".repeat(129), '{"level":50}'])
      expect((await ask("GET", "/info", { "x-request-id": given })).headers.get("x-request-id")).toMatch(
        /^[0-9a-f-]{36}$/,
      );
  });
});

describe("readiness", () => {
  it("says no while the queue is full", async () => {
    expect((await ask("GET", "/api/health/ready")).status).toBe(200);
    server.store.ingest.stats.queuedRows = 30_000;
    const full = await ask("GET", "/api/health/ready");
    expect([full.status, full.headers.get("retry-after"), await full.json()]).toEqual([
      503,
      "2",
      { status: "not ready", reason: expect.stringContaining("queue is full") },
    ]);
    server.store.ingest.stats.queuedRows = 0;
    expect((await ask("GET", "/api/health/live")).status).toBe(200);
  });

  it("says no when the database is of an older version", async () => {
    await db.owner`update schema_migrations set version = -version`;
    const old = await ask("GET", "/api/health/ready");
    await db.owner`update schema_migrations set version = -version`;
    expect([old.status, await old.json()]).toEqual([
      503,
      { status: "not ready", reason: expect.stringContaining("needs") },
    ]);
  });
});

describe("metrics", () => {
  it("are exposition text with help and type, for keys of admins alone", async () => {
    await ask("POST", "/v1/traces", {}, spansOf(3));
    const text = await (await ask("GET", "/api/metrics")).text();
    for (const name of [
      "recount_ingest_accepted_total",
      "recount_ingest_queue_rows",
      "recount_ingest_commits_total",
      "recount_ingest_commit_seconds_total",
      "recount_ingest_refused_requests_total",
      "recount_derive_lag_seconds",
      "recount_rollup_lag_seconds",
      "recount_http_request_duration_seconds",
    ])
      expect(text).toMatch(new RegExp(`^# HELP ${name} .+\\n# TYPE ${name} (counter|gauge|histogram)$`, "m"));
    expect(text).toMatch(/^recount_ingest_accepted_total\{signal="traces"\} [1-9]/m);
    expect(text).toMatch(
      /^recount_http_request_duration_seconds_count\{endpoint="otlp_traces",status="2xx"\} [1-9]/m,
    );
    // However many addresses are asked for.
    expect(text).not.toContain("tracesx");
    const reader = await server.keyFor(await makeProject(db.owner), ["read"]);
    expect((await ask("GET", "/api/metrics", { authorization: `Bearer ${reader}` })).status).toBe(403);
  });
});

it("a body that never ends keeps no other request waiting", async () => {
  const hanging = http.request(`${server.url}/v1/traces`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
  });
  hanging.on("error", () => {});
  hanging.write("{");
  expect((await ask("POST", "/v1/traces", {}, spansOf(1))).status).toBe(200);
  hanging.destroy();
});

it("a refused request is one line in the log, with its id and project, and nothing of its key or body", async () => {
  const lines: string[] = [];
  const written = vi.spyOn(log, "info").mockImplementation((...said: unknown[]) => {
    lines.push(JSON.stringify(said));
  });
  await ask("POST", "/api/v1/scores", { "x-request-id": "this-one" }, '{"name": "hunter2", oops');
  await vi.waitFor(() => expect(lines).toHaveLength(1));
  written.mockRestore();
  expect(JSON.parse(lines[0] ?? "")).toEqual([
    {
      ...{ requestId: "this-one", endpoint: "scores", method: "POST", status: 400, code: "bad_request" },
      ...{ project: expect.any(String), ms: expect.any(Number) },
    },
    "request refused",
  ]);
  expect(lines[0]).not.toMatch(/hunter2|oops/);
  expect(lines[0]).not.toContain(key);
});
