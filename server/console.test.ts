import http, { type IncomingMessage } from "node:http";
import net, { type AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { Pulse } from "@/db/pulse";
import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { RequestLog } from "@/lib/http/request-log";
import { spansOf } from "@/lib/ingest-usage/testing";

import { consoleAt } from "./console";
import { forwardedBy } from "./forwarded";
import { listen, type TestServer } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** The server in front of a console that answers as told. */
async function inFrontOf(
  answers: http.RequestListener,
  { webSockets = true, trustedProxies = [] as string[], url = "" } = {},
): Promise<{ server: TestServer; console: http.Server }> {
  const console = http.createServer(answers).listen(0, "127.0.0.1");
  await new Promise((resolve) => console.once("listening", resolve));
  closing.push(() => {
    console.closeAllConnections();
    console.close();
  });
  const consoleUrl = `http://127.0.0.1:${(console.address() as AddressInfo).port}`;
  const env = { RECOUNT_TRUSTED_PROXIES: trustedProxies.join(","), RECOUNT_URL: url };
  const server = await listen(db, { consoleUrl, webSockets }, env);
  closing.push(() => server.close());
  return { server, console };
}

const echo: http.RequestListener = (request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers }));
};
/** Something that a test waits for. */
function signal(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((given) => (resolve = given));
  return { promise, resolve };
}

type Echo = { method: string; url: string; headers: Record<string, string> };

describe("a page that the console fails to make", () => {
  const failing = async (ask: () => Promise<void>, fails: (pulse: Pulse) => unknown = () => {}) => {
    const pulse = new Pulse(ask);
    const console = http
      .createServer(async (_, response) => {
        await fails(pulse);
        response.writeHead(500, { "content-type": "text/html", etag: '"x"', "set-cookie": "a=b" });
        response.end("<p>It failed.</p>");
      })
      .listen(0, "127.0.0.1");
    await new Promise((resolve) => console.once("listening", resolve));
    const url = `http://127.0.0.1:${(console.address() as AddressInfo).port}`;
    const proxy = consoleAt(url, forwardedBy({ trustedProxies: [], publicUrl: undefined }), pulse);
    const front = http
      .createServer((request, response) => proxy.pass(request, response, new RequestLog("")))
      .listen(0, "127.0.0.1");
    await new Promise((resolve) => front.once("listening", resolve));
    closing.push(
      () => console.close(),
      () => front.close(),
    );
    const page = `http://127.0.0.1:${(front.address() as AddressInfo).port}/p/shop/overview`;
    return fetch(page, { headers: { accept: "text/html", connection: "close" } });
  };

  it("is told as it is while the database answers", async () => {
    const answer = await failing(async () => {});
    expect([answer.status, await answer.text()]).toEqual([500, "<p>It failed.</p>"]);
    expect(answer.headers.get("etag")).toBe('"x"');
  });

  it("is a page that comes back by itself while the database is away", async () => {
    const answer = await failing(() => Promise.reject(new Error("the database system is starting up")));
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(answer.headers.get("etag")).toBeNull();
    expect(await answer.text()).toContain("The database does not answer");
  });

  it("is that, too, when nothing comes back at all", async () => {
    expect((await failing(() => new Promise(() => {}))).status).toBe(503);
  });

  it("is one answer when the database is found silent while that is asked", async () => {
    const answer = await failing(
      () => new Promise(() => {}),
      async (pulse) => {
        pulse.suspect();
        // Silent a moment before the question of this page is given up.
        await new Promise((resolve) => setTimeout(resolve, 400));
      },
    );
    expect([answer.status, answer.headers.get("retry-after"), answer.headers.get("etag")]).toEqual([
      503,
      "2",
      null,
    ]);
    expect(await answer.text()).toContain("The database does not answer");
  });
});

describe("what is no endpoint", () => {
  it("goes to the console as it came, with who asked and the request's id", async () => {
    const { server } = await inFrontOf(echo);
    const answer = await fetch(`${server.url}/p/shop/traces?q=%20a`, { headers: { cookie: "a=b" } });
    const seen = (await answer.json()) as Echo;
    const host = new URL(server.url).host;
    expect(seen).toMatchObject({ method: "GET", url: "/p/shop/traces?q=%20a" });
    expect(seen.headers).toMatchObject({
      cookie: "a=b",
      host,
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-host": host,
      "x-forwarded-proto": "http",
      "x-forwarded-port": new URL(server.url).port,
      "x-request-id": answer.headers.get("x-request-id"),
    });
  });

  it("is told the client's address alone, as trusted proxies say it: what a client writes itself counts for nothing", async () => {
    const headers = { "x-forwarded-for": "1.2.3.4, 203.0.113.9, 10.1.1.1", "x-forwarded-proto": "https" };
    const seenWith = async (trustedProxies: string[] = []) => {
      const { server } = await inFrontOf(echo, { trustedProxies });
      const seen = (await (await fetch(`${server.url}/sign-in`, { headers })).json()) as Echo;
      return seen.headers["x-forwarded-for"];
    };
    expect(await seenWith()).toBe("127.0.0.1");
    expect(await seenWith(["192.0.2.1"])).toBe("127.0.0.1");
    expect(await seenWith(["127.0.0.1"])).toBe("10.1.1.1");
    expect(await seenWith(["127.0.0.0/8", "10.0.0.0/8"])).toBe("203.0.113.9");
  });

  describe("is told of the connection what somebody says who is believed", () => {
    const CLAIMS = {
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
      "x-forwarded-port": "8443",
      "x-forwarded-prefix": "/evil",
      "x-forwarded-server": "evil",
      "x-real-ip": "203.0.113.9",
      forwarded: "for=203.0.113.9;host=evil.example;proto=https",
    };
    const told = async (
      options: { trustedProxies?: string[]; url?: string },
      headers: Record<string, string> = CLAIMS,
    ) => {
      const { server } = await inFrontOf(echo, options);
      const { headers: seen } = (await (await fetch(`${server.url}/sign-in`, { headers })).json()) as Echo;
      const of = (name: string) => seen[`x-forwarded-${name}`]?.replace(new URL(server.url).port, "OWN");
      const others = Object.keys(seen).filter((name) =>
        /^(x-forwarded-(prefix|server)|forwarded|x-real-ip)$/.test(name),
      );
      return [of("host"), of("proto"), of("port"), others];
    };

    it("nobody, unless told: what a stranger says counts for nothing", async () => {
      expect(await told({})).toEqual(["127.0.0.1:OWN", "http", "OWN", []]);
      expect(await told({ trustedProxies: ["192.0.2.1"] })).toEqual(["127.0.0.1:OWN", "http", "OWN", []]);
    });

    it("a trusted proxy, in the headers that are known", async () => {
      const trustedProxies = ["127.0.0.1"];
      expect(await told({ trustedProxies })).toEqual(["evil.example", "https", "8443", []]);
      expect(await told({ trustedProxies }, {})).toEqual(["127.0.0.1:OWN", "http", "OWN", []]);
    });

    it("the settings, and whoever says the same", async () => {
      const url = "https://recount.example";
      expect(await told({ url })).toEqual(["127.0.0.1:OWN", "https", "OWN", []]);
      expect(await told({ url }, { ...CLAIMS, "x-forwarded-host": "recount.example" })).toEqual([
        ...["recount.example", "https", "OWN", []],
      ]);
      expect((await told({ url: "http://recount.example" }))[1]).toBe("http");
    });
  });

  it("is streamed piece by piece, both ways", async () => {
    const { server } = await inFrontOf((request, response) => {
      request.on("data", (chunk: Buffer) => response.write(chunk));
      request.on("end", () => response.end());
    });
    const request = http.request(`${server.url}/p/shop/export`, { method: "POST" });
    const answered = new Promise<IncomingMessage>((resolve) => request.once("response", resolve));
    request.write("first");
    const response = await answered;
    const next = () =>
      new Promise<string>((resolve) => response.once("data", (chunk) => resolve(String(chunk))));
    expect(await next()).toBe("first");
    request.write("second");
    expect(await next()).toBe("second");
    request.end();
    const ended = new Promise((resolve) => response.once("end", resolve));
    response.resume();
    await ended;
  });

  it("ends at the console when its reader leaves", async () => {
    const left = signal();
    const { server } = await inFrontOf((_request, response) => {
      response.once("close", () => left.resolve());
      response.write("a little");
    });
    const reader = new AbortController();
    await fetch(`${server.url}/p/shop/export`, { signal: reader.signal });
    reader.abort();
    await left.promise;
  });

  it("is told to come again while the console is away: a page to a browser, JSON to a program", async () => {
    const { server, console } = await inFrontOf(echo);
    console.close();
    const get = (path: string, accept: string) => fetch(server.url + path, { headers: { accept } });
    const page = await get("/p/shop/traces", "text/html,*/*");
    expect([page.status, page.headers.get("retry-after"), page.headers.get("content-type")]).toEqual([
      503,
      "2",
      "text/html; charset=utf-8",
    ]);
    expect(await page.text()).toContain("The console is starting");
    for (const [path, accept] of [
      ["/api/v1/traces", "text/html"],
      ["/p/shop", "*/*"],
    ] as const) {
      const answer = await get(path, accept);
      expect([answer.status, await answer.json()]).toMatchObject([503, { error: { code: "unavailable" } }]);
    }
  });

  it.each(["/p/%zz/traces", "/p/%ff", "/api/console/%C0%80/traces", "/%u0000", "/p/shop/%", "/p/a?q=a%00b"])(
    "is refused when its address cannot be read: %s",
    async (path) => {
      const { server } = await inFrontOf(echo);
      const answered = await new Promise<number | undefined>((resolve, reject) => {
        http.get(server.url + path, ({ statusCode }) => resolve(statusCode)).on("error", reject);
      });
      expect(answered).toBe(400);
    },
  );

  it.each(["TRACE", "PROPFIND", "LOCK", "M-SEARCH"])(
    "is refused when nothing has its method: %s",
    async (method) => {
      const { server } = await inFrontOf(echo);
      const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
        http.request(`${server.url}/p/shop/traces`, { method }, resolve).on("error", reject).end();
      });
      expect([answer.statusCode, answer.headers.allow]).toEqual([405, expect.stringContaining("GET")]);
    },
  );

  it("is told to come again when more sign in than a console can look at; pages are not", async () => {
    const { server } = await inFrontOf(echo);
    const signIn = () => fetch(`${server.url}/api/auth/callback/credentials`, { method: "POST", body: "{}" });
    const answers = await Promise.all(Array.from({ length: 60 }, signIn));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(20);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    expect(answers.find(({ status }) => status === 503)?.headers.get("retry-after")).toBe("2");
    expect((await fetch(`${server.url}/sign-in`)).status).toBe(200);
  });

  it("that is slow to draw keeps no request to an endpoint waiting", async () => {
    const drawing = signal();
    const { server } = await inFrontOf(async (_request, response) => {
      await drawing.promise;
      response.end("drawn");
    });
    const pages = Array.from({ length: 20 }, () => fetch(`${server.url}/p/shop/overview`));
    const key = await server.keyFor(await makeProject(db.owner), ["ingest"]);
    const sent = await fetch(`${server.url}/v1/traces`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: spansOf(3),
    });
    expect(sent.status).toBe(200);
    drawing.resolve();
    for (const page of pages) expect(await (await page).text()).toBe("drawn");
  });

  it.each(["h2c", "websocket"])(
    "is answered although its client offers an upgrade to %s",
    async (upgrade) => {
      const { server, console } = await inFrontOf(echo, { webSockets: false });
      // As the framework does with an upgrade that it does not know.
      console.on("upgrade", (_request, socket) => socket.end());
      const request = http.get(`${server.url}/api/v1/traces`, {
        headers: {
          connection: "Upgrade, HTTP2-Settings",
          upgrade,
          "http2-settings": "AAMAAABkAAQAoAAAAAIAAAAA",
        },
      });
      const response = await new Promise<IncomingMessage>((resolve) => request.once("response", resolve));
      expect(response.statusCode).toBe(200);
      response.resume();
    },
  );

  it("may become a WebSocket", async () => {
    const { server, console } = await inFrontOf(echo);
    console.on("upgrade", (request, socket) => {
      socket.on("error", () => {});
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nx-path: ${request.url}\r\n\r\n`,
      );
      socket.on("data", (chunk: Buffer) => socket.write(`echo ${String(chunk)}`));
    });
    const socket = net.connect(Number(new URL(server.url).port), "127.0.0.1");
    closing.push(() => socket.destroy());
    const received = (text: string) =>
      new Promise<string>((resolve) => {
        let all = "";
        socket.on("data", (chunk: Buffer) => (all += String(chunk)).includes(text) && resolve(all));
      });
    const upgraded = received("\r\n\r\n");
    socket.write(
      "GET /_next/hmr HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
    expect(await upgraded).toMatch(/^HTTP\/1\.1 101 [^]*x-path: \/_next\/hmr/);
    const answered = received("echo you");
    socket.write("you");
    await answered;
  });
});
