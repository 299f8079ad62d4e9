import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { encodeOtlp } from "@/lib/ingest/otlp/otlp.testing";

import { listen, type TestServer } from "./testing";

/** What is not a time, or none of ours, costs the item that holds it, and not what it came with. */

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

async function project() {
  const made = await makeProject(db.owner);
  const key = await server.keyFor(made, ["ingest"]);
  const post = async (path: string, body: unknown, type = "application/json") => {
    const response = await fetch(server.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "x-api-key": key, "content-type": type },
      body: (typeof body === "string" || body instanceof Uint8Array
        ? body
        : JSON.stringify(body)) as BodyInit,
    });
    return { status: response.status, text: await response.text() };
  };
  const names = async () =>
    (
      await db.owner<
        { name: string }[]
      >`select name from spans where project_id = ${made.id} /* every shard */ order by name`
    ).map(({ name }) => name);
  return { post, names };
}

const hex = (bytes: number) => randomBytes(bytes).toString("hex");
const nowNs = () => BigInt(Date.now()) * 1_000_000n;
const iso = () => new Date().toISOString();

/** As raw JSON, which has numbers that JavaScript's own text does not show. */
const NO_NANOSECONDS = [
  ...["-1", '"-1"', "1.5", "1e30", '"1e30"', '"soon"', "true", "{}", "[]"],
  ...[
    '"99999999999999999999999"',
    "18446744073709551616",
    '"18446744073709551615"',
    "1",
    '"2024-01-01T00:00:00Z"',
  ],
];

describe("OTLP", () => {
  const spanJson = (name: string, start: string, more = "") => `{
    "traceId": "${hex(16)}", "spanId": "${hex(8)}", "name": "${name}", "startTimeUnixNano": ${start},
    "endTimeUnixNano": "${nowNs()}"${more} }`;
  const request = (spans: string[]) => `{"resourceSpans":[{"scopeSpans":[{"spans":[${spans.join(",")}]}]}]}`;

  it.each(NO_NANOSECONDS)("a span whose start is %s", async (time) => {
    const { post, names } = await project();
    const answer = await post(
      "/v1/traces",
      request([spanJson("before", `"${nowNs()}"`), spanJson("bad", time), spanJson("after", `"${nowNs()}"`)]),
    );
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('"rejectedSpans":"1"') });
    expect(await names()).toEqual(["after", "before"]);
  });

  it.each(["-1", "1e30", '"x"'])("a span with an end, or an event, at %s", async (time) => {
    const { post, names } = await project();
    const start = `"${nowNs()}"`;
    const answer = await post(
      "/v1/traces",
      request([
        spanJson("good", start),
        spanJson("bad end", start, `, "endTimeUnixNano": ${time}`),
        spanJson("bad event", start, `, "events": [{"name": "e", "timeUnixNano": ${time}}]`),
      ]),
    );
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('"rejectedSpans":"2"') });
    expect(await names()).toEqual(["good"]);
  });

  it("protobuf: the largest and the smallest there are", async () => {
    const { post, names } = await project();
    const span = (name: string, start: string) => ({
      traceId: randomBytes(16),
      spanId: randomBytes(8),
      name,
      startTimeUnixNano: start,
      endTimeUnixNano: start,
    });
    const spans = [
      ...[span("good", String(nowNs())), span("max", "18446744073709551615"), span("one", "1")],
      span("half", "9223372036854775808"),
    ];
    const body = encodeOtlp("ExportTraceServiceRequest", {
      resourceSpans: [{ scopeSpans: [{ spans }] }],
    } as never);
    expect((await post("/v1/traces", body, "application/x-protobuf")).status).toBe(200);
    expect(await names()).toEqual(["good"]);
  });

  it.each(NO_NANOSECONDS)("a log record at %s", async (time) => {
    const { post } = await project();
    const record = (at: string) => `{
      "traceId": "${hex(16)}", "spanId": "${hex(8)}", "timeUnixNano": ${at}, "eventName": "gen_ai.user.message",
      "body": {"kvlistValue": {"values": [{"key": "content", "value": {"stringValue": "hello"}}]}} }`;
    const answer = await post(
      "/v1/logs",
      `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${record(`"${nowNs()}"`)},${record(time)}]}]}]}`,
    );
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('"rejectedLogRecords":"1"') });
  });
});

const NO_ISO = [
  -1,
  1.5,
  1e30,
  "soon",
  "-000001-01-01T00:00:00Z",
  "+275760-09-13T00:00:00Z",
  "0000-00-00",
  {},
  true,
];

describe("times as text", () => {
  it.each(NO_ISO)("an interaction at %j", async (time) => {
    const { post, names } = await project();
    const item = (name: string, at: unknown) => ({
      name,
      started_at: at,
      ended_at: at,
      model: "gpt-4o",
      output: "x",
    });
    const answer = await post("/api/v1/interactions", {
      interactions: [item("good", iso()), item("bad", time), { ...item("bad", iso()), ended_at: time }],
    });
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('"accepted":1') });
    expect(new Set(await names())).toContain("good");
    expect(new Set(await names())).not.toContain("bad");
  });

  it.each(NO_ISO)("Langfuse's observation at %j", async (time) => {
    const { post, names } = await project();
    const traceId = randomUUID();
    const event = (name: string, startTime: unknown) => ({
      id: randomUUID(),
      type: "span-create",
      timestamp: iso(),
      body: { id: randomUUID(), traceId, name, startTime, endTime: iso() },
    });
    const answer = await post("/api/public/ingestion", { batch: [event("good", iso()), event("bad", time)] });
    expect(answer.status).toBe(207);
    expect(await names()).toContain("good");
    const stamped = await post("/api/public/ingestion", {
      batch: [event("good too", iso()), { ...event("bad", iso()), timestamp: time }],
    });
    expect(stamped.status).toBe(207);
    expect(await names()).toContain("good too");
  });

  it.each(NO_ISO)("LangSmith's run at %j", async (time) => {
    const { post, names } = await project();
    const run = (name: string, start: unknown, end: unknown = iso()) => {
      const id = randomUUID();
      const order = `${iso().replaceAll(/[-:.]/g, "").replace("Z", "000Z")}${id}`;
      return {
        ...{ id, trace_id: id, dotted_order: order, name, run_type: "chain" },
        ...{ start_time: start, end_time: end, inputs: { a: 1 }, outputs: { b: 2 } },
      };
    };
    const answer = await post("/runs/batch", {
      post: [run("good", iso()), run("bad", time), run("bad end", iso(), time)],
    });
    expect(answer.status).toBe(202);
    expect(await names()).toContain("good");
  });

  it.each(NO_ISO)("a score that says it is of %j is one all the same: we give its time", async (time) => {
    const { post } = await project();
    const score = { trace_id: hex(16), name: "right", value: 1, source: "user" };
    expect((await post("/api/v1/scores", { ...score, at: time, timestamp: time })).status).toBe(200);
    const langfuse = await post("/api/public/ingestion", {
      batch: [
        {
          id: randomUUID(),
          type: "score-create",
          timestamp: iso(),
          body: { traceId: randomUUID(), name: "right", value: 1, timestamp: time },
        },
      ],
    });
    expect(langfuse.status).toBe(207);
  });
});
