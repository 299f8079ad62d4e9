import { once } from "node:events";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, type TestDatabase } from "@/db/testing";
import { SECURITY_HEADERS } from "@/lib/http/security-headers";

import { ENDPOINTS } from "./endpoints";
import { listen, pathOf, type TestServer } from "./testing";

let db: TestDatabase;
let server: TestServer;
beforeAll(async () => {
  db = await createTestDatabase();
  server = await listen(db);
});
afterAll(async () => {
  await server.close();
  await db.close();
});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** The headers of the list that an answer lacks. */
const lacks = (headers: Headers, except: readonly string[] = []): string[] =>
  Object.entries(SECURITY_HEADERS).flatMap(([name, value]) =>
    headers.get(name) === value || except.includes(name) ? [] : [name],
  );

describe("every answer of the server", () => {
  it.each(
    ENDPOINTS.flatMap((endpoint) =>
      ["GET", "POST", "DELETE", "OPTIONS"].map((method) => [method, pathOf(endpoint)]),
    ),
  )("%s %s", async (method = "", path = "") => {
    const answer = await fetch(server.url + path, { method, headers: { origin: "https://shop.example" } });
    expect(lacks(answer.headers)).toEqual([]);
  });

  it("that is no endpoint", async () => expect(lacks((await fetch(`${server.url}/x`)).headers)).toEqual([]));

  it.each([
    ["garbage", "GARBAGE\r\n\r\n", 400],
    ["too many headers", `GET / HTTP/1.1\r\nhost: x\r\nx: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    ["no host", "GET /api/health/live HTTP/1.1\r\nconnection: close\r\n\r\n", 400],
    [
      "no host, for an endpoint",
      "POST /v1/traces HTTP/1.1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
      400,
    ],
    ["two hosts", "GET /x HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n", 400],
    ["a blank in the address", "GET /a b HTTP/1.1\r\nhost: x\r\n\r\n", 400],
    ["an unknown method", "BREW /x HTTP/1.1\r\nhost: x\r\n\r\n", 400],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    [
      "two lengths",
      "POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
      400,
    ],
    ["a request for a tunnel", "CONNECT x:80 HTTP/1.1\r\nhost: x:80\r\n\r\n", 405],
    ["an expectation", "GET /x HTTP/1.1\r\nhost: x\r\nexpect: miracles\r\nconnection: close\r\n\r\n", 404],
  ])("to %s", async (_, request, status) => {
    const socket = net.connect(Number(new URL(server.url).port), "127.0.0.1");
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
    socket.write(request);
    await once(socket, "close");
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text).toMatch(/\r\ncontent-type: application\/json/i);
    const body = text.slice(text.indexOf("\r\n\r\n") + 4);
    expect(JSON.parse(body)).toEqual({
      error: { code: expect.any(String), message: expect.stringMatching(/\.$/), details: [] },
    });
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) expect(text).toContain(`${name}: ${value}`);
  });

  it("of HTTP/1.0 needs no host, and a broken body cuts no other answer", async () => {
    const port = Number(new URL(server.url).port);
    const told = async (request: string): Promise<string> => {
      const socket = net.connect(port, "127.0.0.1");
      let text = "";
      socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
      socket.write(request);
      await once(socket, "close");
      return text;
    };
    expect(await told("GET /x HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1.1 404 /);
    const broken = await told("POST /x HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n");
    expect(broken.match(/HTTP\/1.1/g)).toHaveLength(1);
  });

  it("that the console gave carries them too, and keeps the policy that it set for a page", async () => {
    const console = http
      .createServer((request, response) => {
        if (request.url === "/page") response.setHeader("content-security-policy", "script-src 'nonce-x'");
        response.end();
      })
      .listen(0, "127.0.0.1");
    closing.push(() => (console.closeAllConnections(), console.close()));
    await once(console, "listening");
    const front = await listen(db, {
      consoleUrl: `http://127.0.0.1:${(console.address() as AddressInfo).port}`,
    });
    closing.push(() => front.close());
    expect(lacks((await fetch(`${front.url}/static.js`)).headers)).toEqual([]);
    const page = await fetch(`${front.url}/page`);
    expect(lacks(page.headers, ["content-security-policy"])).toEqual([]);
    expect(page.headers.get("content-security-policy")).toBe("script-src 'nonce-x'");
    console.closeAllConnections();
    console.close();
    const away = await fetch(`${front.url}/page`, { headers: { accept: "text/html" } });
    expect(lacks(away.headers, ["content-security-policy"])).toEqual([]);
    expect(away.headers.get("content-security-policy")).toMatch(/frame-ancestors 'none'; style-src 'sha256-/);
  });
});

describe("strict transport security", () => {
  const said = async (env: Record<string, string>, headers: Record<string, string> = {}) => {
    const secured = await listen(db, {}, env);
    closing.push(() => secured.close());
    return (await fetch(`${secured.url}/x`, { headers })).headers.get("strict-transport-security");
  };
  const https = { "x-forwarded-proto": "https" };

  it("is said where people use https, by the setting or by a proxy that is trusted, and nowhere else", async () => {
    expect(await said({})).toBeNull();
    expect(await said({}, https)).toBeNull();
    expect(await said({ RECOUNT_URL: "http://recount.example" }, https)).toBeNull();
    expect(await said({ RECOUNT_URL: "https://recount.example" })).toBe("max-age=31536000");
    expect(await said({ RECOUNT_TRUSTED_PROXIES: "127.0.0.1" }, https)).toBe("max-age=31536000");
    expect(await said({ RECOUNT_TRUSTED_PROXIES: "127.0.0.1" })).toBeNull();
  });
});
