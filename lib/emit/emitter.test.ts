import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, expect, test } from "vitest";

import { createEmitter, type Emitter } from "./emitter";
import type { PlannedSpan } from "./planned-span";

const span: PlannedSpan = {
  traceId: "0123456789abcdef0123456789abcdef",
  spanId: "0123456789abcdef",
  parentSpanId: "fedcba9876543210",
  name: "chat gpt-4o",
  role: "client",
  startNs: 1_780_300_800_123_456_789n,
  endNs: 1_780_300_801_000_000_000n,
  attributes: { "gen_ai.operation.name": "chat" },
};

let server: Server;
let emitter: Emitter;
const started = async (
  answer: (request: IncomingMessage, body: Buffer, response: ServerResponse) => void,
) => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => answer(request, Buffer.concat(chunks), response));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  emitter = createEmitter({
    url,
    key: "secret",
    resource: { "service.name": "t" },
    scope: { name: "t", version: "1" },
  });
  return emitter;
};
afterEach(async () => {
  await emitter.close();
  server.close();
});

test("what arrives is OTLP protobuf with the planned ids and exact times, under the key", async () => {
  let seen: { type?: string; auth?: string; body: Buffer } = { body: Buffer.alloc(0) };
  const sender = await started((request, body, response) => {
    seen = { type: request.headers["content-type"], auth: request.headers.authorization, body };
    response.end();
  });
  await sender.send([span]);
  expect(seen).toMatchObject({ type: "application/x-protobuf", auth: "Bearer secret" });
  for (const id of [span.traceId, span.spanId, "fedcba9876543210"])
    expect(seen.body.includes(Buffer.from(id, "hex"))).toBe(true);
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(span.startNs);
  expect(seen.body.includes(start)).toBe(true);
  expect(sender.bytesSent()).toBeGreaterThan(seen.body.length);
});

test("the same plan gives the same bytes", async () => {
  const bodies: string[] = [];
  const sender = await started((_request, body, response) => {
    bodies.push(body.toString("hex"));
    response.end();
  });
  await sender.send([span]);
  await sender.send([span]);
  expect(bodies[0]).toBe(bodies[1]);
});

test("a busy server is asked again after the time it names", async () => {
  const times: number[] = [];
  const sender = await started((_request, _body, response) => {
    times.push(performance.now());
    if (times.length === 1) response.writeHead(503, { "retry-after": "1" });
    response.end();
  });
  await sender.send([span]);
  expect(times).toHaveLength(2);
  expect(times[1]! - times[0]!).toBeGreaterThan(900);
});

test("a refused key is an error that says what to check", async () => {
  const sender = await started((_request, _body, response) => response.writeHead(401).end());
  await expect(sender.send([span])).rejects.toThrow(/401.*RECOUNT_API_KEY/);
});

test("the server's own words are shown, without the protobuf around them", async () => {
  const message = "m".repeat(150);
  // google.rpc.Status { code: 3, message }
  const status = Buffer.concat([Buffer.from([0x08, 3, 0x12, 0x96, 0x01]), Buffer.from(message)]);
  const sender = await started((_request, _body, response) => response.writeHead(400).end(status));
  await expect(sender.send([span])).rejects.toThrow(`: ${message} (`);
});

test("spans refused in a partial success are an error, not a success", async () => {
  // ExportTraceServiceResponse { partial_success { rejected_spans: 1, error_message: "no" } }
  const partial = Buffer.from([0x0a, 0x06, 0x08, 0x01, 0x12, 0x02, 0x6e, 0x6f]);
  const sender = await started((request, _body, response) =>
    response.writeHead(200, { "content-type": request.headers["content-type"] ?? "" }).end(partial),
  );
  await expect(sender.send([span])).rejects.toThrow(/refused.*no/);
});
