import { readdirSync } from "node:fs";
import http, { type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { createTestDatabase, type TestDatabase } from "@/db/testing";
import { log } from "@/lib/log";

import { CONSOLE_ROUTES, wrongAddress } from "./console-routes";
import { listen, type TestServer } from "./testing";

it("names every route that the console has, and no other", () => {
  const files = readdirSync("app/api", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("/route.ts"))
    .map((file) => `/api/${file.replace(/\/route\.ts$/, "")}`);
  expect([...CONSOLE_ROUTES]).toEqual(files.sort());
});

describe("an address", () => {
  const asked = (method: string, url: string, type?: string) =>
    wrongAddress({ method, url, headers: type ? { "content-type": type } : {} } as IncomingMessage)?.message;

  it.each([
    ["GET", "/", undefined],
    ["GET", "/p/shop/traces?x=/api/none", undefined],
    ["POST", "/sign-in", "multipart/form-data; boundary=x"],
    ["POST", "/p/shop/settings", "text/plain;charset=UTF-8"],
    ["POST", "/api/auth/callback/credentials", "application/x-www-form-urlencoded"],
    ["GET", "/api/v1/traces/0af7651916cd43dd8448eb211c80319c", undefined],
    ["GET", "/api/v1/traces/", undefined],
    ["POST", "/api/console/shop/traces/export", "application/json"],
    ["POST", "/__nextjs_original-stack-frames", "application/json"],
  ])("of the console is left to it: %s %s", (method, url, type) => {
    expect(asked(method, url, type)).toBeUndefined();
  });

  it.each([
    ["POST", "/v1/traces/v1/traces", "application/x-protobuf", "POST /v1/traces "],
    ["POST", "/v1/logs/v1/logs", "application/json", "POST /v1/logs "],
    ["POST", "/traces", "application/x-protobuf", "POST /v1/traces "],
    ["POST", "/", "application/x-protobuf", "POST /v1/traces"],
    ["POST", "/api/v2/interaction", "application/json", "POST /api/v1/interactions"],
    ["GET", "/api/traces", undefined, "GET /api/v1/traces"],
    ["GET", "/api/v1/traces/a/b/c", undefined, "GET /api/v1/traces"],
    ["GET", "/api/healthz", undefined, "GET /api/health/ready"],
    ["GET", "/api/none", undefined, "GET /api/openapi.json"],
    ["DELETE", "/api", undefined, "GET /api/openapi.json"],
  ])("that is nobody's is told, with the likely one: %s %s", (method, url, type, likely) => {
    expect(asked(method, url, type)).toContain(likely);
  });
});

describe("with a console behind", () => {
  let db: TestDatabase;
  let server: TestServer;
  const pages = http.createServer((_request, response) => response.end("<html>"));
  beforeAll(async () => {
    db = await createTestDatabase();
    await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
    server = await listen(db, { consoleUrl: `http://127.0.0.1:${(pages.address() as AddressInfo).port}` });
  });
  afterAll(async () => {
    await server.close();
    pages.closeAllConnections();
    pages.close();
    await db.close();
  });

  it("an exporter with a wrong address is answered in JSON, and its operator reads of it", async () => {
    const lines: unknown[] = [];
    const written = vi
      .spyOn(log, "info")
      .mockImplementation((...said: unknown[]) => void lines.push(said[0]));
    const answer = await fetch(`${server.url}/v1/traces/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/x-protobuf" },
      body: new Uint8Array(10),
    });
    expect([answer.status, await answer.json()]).toMatchObject([404, { error: { code: "not_found" } }]);
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    written.mockRestore();
    expect(lines[0]).toMatchObject({
      endpoint: "none",
      method: "POST",
      status: 404,
      address: "/v1/traces/v1/traces",
    });
    expect(await (await fetch(`${server.url}/sign-in`)).text()).toBe("<html>");
  });
});
