import { randomBytes } from "node:crypto";
import protobuf from "protobufjs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { encodeOtlp } from "@/lib/ingest/otlp/otlp.testing";
import { type FreshInstance, freshInstance } from "./fresh-instance";
import { until } from "./instance";

/** Back-pressure as clients meet it: 429 with the time to come back, in the encoding in which they asked. */

const STATUS = protobuf
  .parse('syntax = "proto3"; message Status { int32 code = 1; string message = 2; }')
  .root.lookupType("Status");

let instance: FreshInstance;
beforeAll(async () => {
  instance = await freshInstance();
});
afterAll(() => instance.end());

const request = (id: (bytes: number) => unknown) => {
  const end = BigInt(Date.now()) * 1_000_000n;
  const span = {
    traceId: id(16),
    spanId: id(8),
    name: "hello",
    startTimeUnixNano: String(end - 5_000_000n),
    endTimeUnixNano: String(end),
  };
  return { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
};
const inJson = () => JSON.stringify(request((bytes) => randomBytes(bytes).toString("hex")));
const inProtobuf = () =>
  Buffer.from(encodeOtlp("ExportTraceServiceRequest", request((bytes) => randomBytes(bytes)) as never));

const post = (path: string, key: string, type: string, body: BodyInit) =>
  fetch(instance.url + path, {
    method: "POST",
    body,
    headers: { authorization: `Bearer ${key}`, "content-type": type },
  });

/** Sends ten at a time until something else than success is answered. */
async function untilRefused(send: () => Promise<Response>): Promise<Response> {
  for (let n = 0; n < 10; n++) {
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    const refused = answers.find(({ status }) => status !== 200);
    if (refused) return refused;
  }
  throw new Error("never refused");
}

it("a key that sends too fast is told so, in protobuf and in JSON", async () => {
  const { key } = await instance.newProject("fast", { requestsPerSecond: 1 });
  const binary = await untilRefused(() => post("/v1/traces", key, "application/x-protobuf", inProtobuf()));
  expect([binary.status, binary.headers.get("content-type")]).toEqual([429, "application/x-protobuf"]);
  expect(Number(binary.headers.get("retry-after"))).toBeGreaterThan(0);
  const status = STATUS.toObject(STATUS.decode(Buffer.from(await binary.arrayBuffer())));
  expect(status).toEqual({ code: 8, message: expect.stringContaining("requests a second") });

  const json = await untilRefused(() => post("/v1/traces", key, "application/json", inJson()));
  expect([json.status, json.headers.get("content-type")]).toEqual([429, "application/json"]);
  expect(Number(json.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await json.json()).toEqual({ code: 8, message: expect.stringContaining("requests a second") });
});

it("a project over its daily quota is told which, and until when", async () => {
  const { key } = await instance.newProject("full", { dailySpanQuota: 3 });
  const answer = await untilRefused(() => post("/v1/traces", key, "application/json", inJson()));
  expect(answer.status).toBe(429);
  const seconds = Number(answer.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(86_400);
  expect(await answer.json()).toMatchObject({
    message: expect.stringMatching(/daily quota of 3 spans.*00:00 UTC.*Settings, Ingest/),
  });
  // Also a sender who is still writing when the answer comes is told, and not cut off.
  const large = await post("/v1/traces", key, "application/x-protobuf", new Uint8Array(8_000_000));
  expect([large.status, large.headers.get("content-type")]).toEqual([429, "application/x-protobuf"]);
  const interaction = await post("/api/v1/interactions", key, "application/json", "{}");
  expect([interaction.status, await interaction.json()]).toMatchObject([
    429,
    { error: { code: "too_many_requests" } },
  ]);
});

it("what large bodies took is given back to the machine", async () => {
  const { key } = await instance.newProject("large");
  const residentMb = async (): Promise<number> => {
    const answer = await fetch(`${instance.url}/api/metrics`, {
      headers: { authorization: `Bearer ${key}` },
    });
    return Number(/^process_resident_memory_bytes (\d+)/m.exec(await answer.text())?.[1]) / 1024 ** 2;
  };
  const before = await residentMb();
  const attributes = Array.from({ length: 40_000 }, (_, n) => ({
    key: `gen_ai.prompt.${n}.content`,
    value: { stringValue: "x".repeat(50) },
  }));
  const [resource] = request((bytes) => randomBytes(bytes).toString("hex")).resourceSpans;
  const [span] = resource?.scopeSpans[0]?.spans ?? [];
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, attributes }] }] }] });
  let most = 0;
  for (let round = 0; round < 8; round++) {
    await Promise.all(
      [1, 2, 3].map(async () => (await post("/v1/traces", key, "application/json", body)).arrayBuffer()),
    );
    most = Math.max(most, await residentMb());
  }
  expect(most).toBeGreaterThan(before + 200);
  await until(async () => (await residentMb()) < before + 120, 25_000);
}, 120_000);
