import { randomBytes } from "node:crypto";
import http from "node:http";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import protobuf from "protobufjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeOtlp } from "@/lib/ingest/otlp/otlp.testing";
import { type FreshInstance, freshInstance } from "./fresh-instance";

/** The endpoints of OpenTelemetry as clients meet them: OTLP/HTTP (specification 1.x) spoken to a running instance. */

const MAX_BODY_BYTES = 100_000;
const STATUS = protobuf
  .parse('syntax = "proto3"; message Status { int32 code = 1; string message = 2; }')
  .root.lookupType("Status");

let instance: FreshInstance;
let key: string;
beforeAll(async () => {
  instance = await freshInstance({ RECOUNT_MAX_BODY_BYTES: String(MAX_BODY_BYTES) });
  ({ key } = await instance.newProject("endpoints"));
});
afterAll(() => instance.end());

const JSON_TYPE = { "content-type": "application/json" };
const PROTOBUF_TYPE = { "content-type": "application/x-protobuf" };

function post(path: string, body: BodyInit, headers: Record<string, string>): Promise<Response> {
  return fetch(instance.url + path, {
    method: "POST",
    body,
    headers: { authorization: `Bearer ${key}`, ...headers },
    redirect: "manual",
  });
}
const postJson = (path: string, body: unknown) => post(path, JSON.stringify(body), JSON_TYPE);

const newTraceId = () => randomBytes(16).toString("hex");

/** A request with one span, in the JSON mapping. */
function request(traceId: string, span: Record<string, unknown> = {}) {
  const end = BigInt(Date.now()) * 1_000_000n;
  return {
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId,
                spanId: "00f067aa0ba902b7",
                name: "hello",
                startTimeUnixNano: String(end - 5_000_000n),
                endTimeUnixNano: String(end),
                ...span,
              },
            ],
          },
        ],
      },
    ],
  };
}

const inProtobuf = (traceId: string) =>
  Buffer.from(
    encodeOtlp(
      "ExportTraceServiceRequest",
      request(Buffer.from(traceId, "hex") as never, { spanId: Buffer.from("00f067aa0ba902b7", "hex") }),
    ),
  );

/** The status of a body that is no JSON. */
const statusOf = async (answer: Response) =>
  STATUS.toObject(STATUS.decode(Buffer.from(await answer.arrayBuffer()))) as {
    code: number;
    message: string;
  };

interface TraceDocument {
  spans: { span_id: string; name: string }[];
}
/** What the Read API knows of a trace at once: everything that was answered 200 is durable. */
async function read(traceId: string): Promise<TraceDocument> {
  const answer = await fetch(`${instance.url}/api/v1/traces/${traceId}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as TraceDocument;
}

describe("success", () => {
  it("is 200 with an empty answer in the request's encoding, whatever parameters its content type has", async () => {
    const json = await post("/v1/traces", JSON.stringify(request(newTraceId())), {
      "content-type": "application/json; charset=utf-8",
    });
    expect([json.status, json.headers.get("content-type"), await json.json()]).toEqual([
      200,
      "application/json",
      {},
    ]);
    const traceId = newTraceId();
    const binary = await post("/v1/traces", inProtobuf(traceId), PROTOBUF_TYPE);
    expect([
      binary.status,
      binary.headers.get("content-type"),
      (await binary.arrayBuffer()).byteLength,
    ]).toEqual([200, "application/x-protobuf", 0]);
    expect((await read(traceId)).spans).toHaveLength(1);
  });

  it("is the answer to an empty request", async () => {
    for (const signal of ["traces", "logs", "metrics"]) {
      const json = await postJson(`/v1/${signal}`, {});
      expect([signal, json.status, await json.json()]).toEqual([signal, 200, {}]);
      const binary = await post(`/v1/${signal}`, new Uint8Array(), PROTOBUF_TYPE);
      expect([signal, binary.status, (await binary.arrayBuffer()).byteLength]).toEqual([signal, 200, 0]);
    }
  });

  it("is the answer to metrics, which are not kept", async () => {
    const metric = {
      name: "gen_ai.client.token.usage",
      sum: { dataPoints: [{ asInt: "5", timeUnixNano: "1" }] },
    };
    const answer = await postJson("/v1/metrics", {
      resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }],
    });
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
  });

  it("is had below every vendor's prefix, with and without a slash at the end", async () => {
    for (const prefix of ["", "/otel", "/api/otel", "/api/v1/otel", "/api/public/otel"])
      for (const path of [`${prefix}/v1/traces`, `${prefix}/v1/traces/`]) {
        const traceId = newTraceId();
        expect([path, (await postJson(path, request(traceId))).status]).toEqual([path, 200]);
        expect((await read(traceId)).spans).toHaveLength(1);
      }
  });

  it("knows a project that a client names in a header, where the resource names no service", async () => {
    const named = async (headers: Record<string, string>, resource: string | null) => {
      const traceId = newTraceId();
      const body = request(traceId);
      const attributes = resource === null ? [] : [{ key: "service.name", value: { stringValue: resource } }];
      Object.assign(body.resourceSpans[0] ?? {}, { resource: { attributes } });
      await post("/v1/traces", JSON.stringify(body), { ...JSON_TYPE, ...headers });
      return (await read(traceId)).spans.map((span) => (span as { service?: string | null }).service);
    };
    expect(await named({ "x-project-name": "shop" }, null)).toEqual(["shop"]);
    expect(await named({ "Langsmith-Project": "shop" }, "unknown_service:node")).toEqual(["shop"]);
    expect(await named({ "x-project-name": "shop" }, "checkout")).toEqual(["checkout"]);
  });

  it("comes twice for the same bytes, which are stored once", async () => {
    const traceId = newTraceId();
    const body = request(traceId);
    for (const status of [200, 200]) expect((await postJson("/v1/traces", body)).status).toBe(status);
    expect((await read(traceId)).spans).toHaveLength(1);
  });

  it("takes ids in upper case, and in base64 from exporters that print bytes so", async () => {
    for (const encoding of ["hex", "base64"] as const) {
      const [trace, span] = [randomBytes(16), randomBytes(8)];
      const written = (bytes: Buffer) =>
        encoding === "hex" ? bytes.toString("hex").toUpperCase() : bytes.toString("base64");
      const answer = await postJson("/v1/traces", request(written(trace), { spanId: written(span) }));
      expect([encoding, answer.status, await answer.json()]).toEqual([encoding, 200, {}]);
      expect((await read(trace.toString("hex"))).spans).toMatchObject([{ span_id: span.toString("hex") }]);
    }
  });

  it("takes fields that it does not know, and values that are empty", async () => {
    const traceId = newTraceId();
    const attributes = [{ key: "x", value: {} }, { key: "y" }];
    const answer = await postJson("/v1/traces", {
      ...request(traceId, { attributes, fromTheFuture: [1] }),
      somethingNew: {},
    });
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    expect((await read(traceId)).spans).toHaveLength(1);
  });

  it("keeps the good spans when one has a zero trace id, and says how many it did not keep", async () => {
    const traceId = newTraceId();
    const body = request(traceId);
    const spans = body.resourceSpans[0]?.scopeSpans[0]?.spans;
    spans?.push({ ...spans[0], traceId: "0".repeat(32), spanId: "00f067aa0ba902b8" } as never);
    const answer = await postJson("/v1/traces", body);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      partialSuccess: { rejectedSpans: "1", errorMessage: expect.stringContaining("trace id") },
    });
    expect((await read(traceId)).spans).toHaveLength(1);
  });
});

describe("compression", () => {
  it("may be gzip, deflate with or without its header, identity or none", async () => {
    const encodings: [string, (body: Buffer) => Buffer][] = [
      ["gzip", gzipSync],
      ["deflate", deflateSync],
      ["deflate", deflateRawSync],
      ["identity", (body) => body],
    ];
    for (const [encoding, compress] of encodings) {
      const traceId = newTraceId();
      const answer = await post("/v1/traces", new Uint8Array(compress(inProtobuf(traceId))), {
        ...PROTOBUF_TYPE,
        "content-encoding": encoding,
      });
      expect([encoding, answer.status]).toEqual([encoding, 200]);
      expect((await read(traceId)).spans).toHaveLength(1);
    }
  });

  it("of another kind is 415, and of a broken kind 400", async () => {
    const body = JSON.stringify(request(newTraceId()));
    const other = await post("/v1/traces", body, { ...JSON_TYPE, "content-encoding": "br" });
    expect([other.status, await other.json()]).toEqual([
      415,
      { code: 3, message: expect.stringContaining('"br"') },
    ]);
    expect((await post("/v1/traces", body, { ...JSON_TYPE, "content-encoding": "gzip" })).status).toBe(400);
  });
});

describe("size", () => {
  it("needs not be said: chunks without a length are the normal case", async () => {
    const traceId = newTraceId();
    const body = gzipSync(inProtobuf(traceId));
    expect(await chunked([body.subarray(0, 10), body.subarray(10)])).toBe(200);
    expect((await read(traceId)).spans).toHaveLength(1);
  });

  it("is limited while chunks arrive", async () => {
    expect(await chunked(Array.from({ length: 8 }, () => randomBytes(MAX_BODY_BYTES / 4)))).toBe(413);
  });

  it("is limited before decompression and after it", async () => {
    const large = await post("/v1/traces", randomBytes(MAX_BODY_BYTES + 1), PROTOBUF_TYPE);
    expect([large.status, (await statusOf(large)).message]).toEqual([
      413,
      expect.stringContaining("before decompression"),
    ]);
    const bomb = await post("/v1/traces", gzipSync(Buffer.alloc(MAX_BODY_BYTES + 1)), {
      ...PROTOBUF_TYPE,
      "content-encoding": "gzip",
    });
    expect([bomb.status, (await statusOf(bomb)).message]).toEqual([
      413,
      expect.stringContaining("after decompression"),
    ]);
  });

  /** Chunked transfer, as the JavaScript exporters do it. */
  function chunked(parts: Buffer[]): Promise<number> {
    return new Promise((resolve, reject) => {
      const outgoing = http.request(`${instance.url}/v1/traces`, {
        method: "POST",
        headers: { ...PROTOBUF_TYPE, authorization: `Bearer ${key}`, "content-encoding": "gzip" },
      });
      outgoing.once("response", (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      outgoing.once("error", reject);
      for (const part of parts) outgoing.write(part);
      outgoing.end();
    });
  }
});

describe("refusal", () => {
  it("of a content type is 415, also when there is none", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded"])
      expect([type, (await post("/v1/traces", "x", { "content-type": type })).status]).toEqual([type, 415]);
    expect((await post("/v1/traces", new Uint8Array([1]), {})).status).toBe(415);
  });

  it("of data that is none is 400 with a status in the request's encoding", async () => {
    const json = await post("/v1/traces", "{", JSON_TYPE);
    expect([json.status, json.headers.get("content-type"), await json.json()]).toEqual([
      400,
      "application/json",
      { code: 3, message: expect.stringMatching(/JSON/) },
    ]);
    const binary = await post("/v1/traces", Buffer.from("not protobuf at all"), PROTOBUF_TYPE);
    expect([binary.status, binary.headers.get("content-type")]).toEqual([400, "application/x-protobuf"]);
    expect(await statusOf(binary)).toEqual({ code: 3, message: expect.stringMatching(/\w/) });
  });

  it("of a sender without a key is 401 and says which header is expected", async () => {
    const answer = await post("/v1/traces", inProtobuf(newTraceId()), {
      ...PROTOBUF_TYPE,
      authorization: "",
    });
    expect([answer.status, await statusOf(answer)]).toEqual([
      401,
      { code: 16, message: expect.stringMatching(/authorization/i) },
    ]);
    const unknown = await post("/v1/traces", "{}", { ...JSON_TYPE, authorization: "Bearer rk_nobody" });
    expect([unknown.status, await unknown.json()]).toEqual([401, { code: 16, message: expect.any(String) }]);
  });

  it("does not meet a key in any of the forms that clients send it in", async () => {
    const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
    const forms: Record<string, string>[] = [
      { authorization: `Bearer ${key}` },
      { authorization: key },
      { authorization: basic(`pk-public:${key}`) },
      { authorization: basic(`${key}:`) },
      { "x-api-key": key },
      { "api-key": key },
      { api_key: key },
    ];
    for (const form of forms) {
      const answer = await fetch(`${instance.url}/v1/traces`, {
        method: "POST",
        body: "{}",
        headers: { ...JSON_TYPE, ...form },
      });
      expect([form, answer.status]).toEqual([form, 200]);
    }
  });
});

it("a browser may ask first, from anywhere and with the headers it names, and read the answer", async () => {
  const origin = "https://shop.example";
  const wanted = "content-type,authorization,x-project-name";
  const asked = await fetch(`${instance.url}/v1/traces`, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": wanted },
  });
  expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
  expect(asked.headers.get("access-control-allow-headers")).toBe(wanted);
  expect(asked.headers.get("access-control-allow-methods")).toContain("POST");
  const answer = await post("/v1/traces", "{}", { ...JSON_TYPE, origin });
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
});

describe("interactions", () => {
  const interaction = (more: Record<string, unknown> = {}) => {
    const now = new Date().toISOString();
    return { name: "answer", started_at: now, ended_at: now, ...more };
  };

  it("become traces that can be read at once; the same id twice is one", async () => {
    const body = interaction({ id: "order-7/answer", model: "gpt-4o-mini", output: "Yes." });
    const answers = [];
    for (const _ of [1, 2]) answers.push(await (await postJson("/api/v1/interactions", body)).json());
    expect(answers[0]).toEqual({
      accepted: 1,
      rejected: [],
      trace_ids: [expect.stringMatching(/^[0-9a-f]{32}$/)],
    });
    expect(answers[1]).toEqual(answers[0]);
    const { trace_ids: ids } = answers[0] as { trace_ids: string[] };
    const { spans } = await read(ids[0] as string);
    expect(new Set(spans.map(({ span_id }) => span_id)).size).toBe(spans.length);
  });

  it("that are not valid are refused by the name of the field, and the others kept", async () => {
    const alone = await postJson("/api/v1/interactions", interaction({ ended_at: "yesterday" }));
    expect([alone.status, await alone.json()]).toEqual([
      400,
      {
        error: expect.objectContaining({
          code: "bad_request",
          message: expect.stringMatching(/^ended_at: /),
        }),
      },
    ]);
    const mixed = await postJson("/api/v1/interactions", {
      interactions: [interaction(), interaction({ usage: { input_total: -1, output_total: 2 } })],
    });
    expect([mixed.status, await mixed.json()]).toEqual([
      200,
      {
        accepted: 1,
        rejected: [{ index: 1, code: "invalid", message: expect.stringMatching(/^usage\.input_total: /) }],
        trace_ids: [expect.any(String)],
      },
    ]);
  });
});

describe("scores", () => {
  it("of the same id replace each other, also when they come before their trace", async () => {
    const traceId = newTraceId();
    const score = { id: `score-${traceId}`, trace_id: traceId, name: "helpful", source: "user" };
    for (const value of [1, 0]) {
      const answer = await postJson("/api/v1/scores", { ...score, value });
      expect([answer.status, await answer.json()]).toEqual([200, { id: score.id }]);
    }
    await postJson("/v1/traces", request(traceId));
    expect(await read(traceId)).toMatchObject({ scores: [{ name: "helpful", value: 0 }] });
  });

  it("that are not valid are refused by the name of each field", async () => {
    const answer = await postJson("/api/v1/scores", { trace_id: "x", name: "", value: null, source: "me" });
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as { error: { code: string; details: { path: string }[] } };
    expect(error.code).toBe("bad_request");
    expect(error.details.map(({ path }) => path)).toEqual(["trace_id", "name", "value", "source"]);
  });

  it("need a trace or a session", async () => {
    const answer = await postJson("/api/v1/scores", { name: "helpful", value: 1, source: "user" });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: expect.objectContaining({ details: [expect.objectContaining({ path: "trace_id" })] }) },
    ]);
  });
});

describe("Langfuse's clients", () => {
  const asSdk = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(instance.url + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: {
        ...JSON_TYPE,
        authorization: `Basic ${Buffer.from(`pk-any:${key}`).toString("base64")}`,
        ...headers,
      },
    });

  it("find what they ask for before and beside sending", async () => {
    const asked: [string, string, unknown, number, unknown][] = [
      ["GET", "/api/public/health", undefined, 200, { status: "OK", version: expect.any(String) }],
      [
        "GET",
        "/api/public/projects",
        undefined,
        200,
        { data: [expect.objectContaining({ name: "endpoints" })] },
      ],
      [
        "GET",
        "/api/public/v2/prompts/folder%2F50%25?label=latest",
        undefined,
        404,
        expect.objectContaining({ error: "LangfuseNotFoundError" }),
      ],
      [
        "POST",
        "/api/public/media",
        { sha256Hash: "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=" },
        201,
        { mediaId: "uU0nuZNNPgilLlLX2n2r-s", uploadUrl: null },
      ],
      ["POST", "/api/public/otel/v1/metrics", {}, 200, {}],
      ["POST", "/api/public/ingestion", { batch: [] }, 207, { successes: [], errors: [] }],
      ["POST", "/api/public/ingestion/", { nothing: 1 }, 400, { error: expect.anything() }],
    ];
    for (const [method, path, body, status, answer] of asked) {
      const got = await asSdk(method, path, body);
      expect([path, got.status, await got.json()]).toEqual([path, status, answer]);
    }
  });

  it("send events whose trace opens under the id that the program gave it", async () => {
    const id = `order ${randomBytes(4).toString("hex")}`;
    const timestamp = new Date().toISOString();
    const body = { id, timestamp, name: "answer", sessionId: "s" };
    const answer = await asSdk("POST", "/api/public/ingestion", {
      batch: [{ id: "e1", type: "trace-create", timestamp, body }, { id: "e2" }],
    });
    expect([answer.status, await answer.json()]).toEqual([
      207,
      {
        successes: [{ id: "e1", status: 201 }],
        errors: [expect.objectContaining({ id: "e2", status: 400 })],
      },
    ]);
    const score = await asSdk("POST", "/api/public/scores", {
      id: "s1",
      traceId: id,
      name: "good",
      value: 1,
    });
    expect(await score.json()).toEqual({ id: "s1" });
    expect(await read(encodeURIComponent(id))).toMatchObject({
      spans: [{ name: "answer" }],
      scores: [{ name: "good", value: 1 }],
    });
  });

  it("in a browser may read every answer, refusals too", async () => {
    for (const authorization of [`Bearer ${key}`, "Bearer wrong"]) {
      const answer = await asSdk(
        "POST",
        "/api/public/ingestion",
        { batch: [] },
        { authorization, origin: "http://shop" },
      );
      expect(answer.headers.get("access-control-allow-origin")).toBe("*");
      expect(answer.headers.get("content-type")).toContain("json");
    }
  });
});
