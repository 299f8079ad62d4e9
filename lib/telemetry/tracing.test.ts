import http, { type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

import { SpanKind } from "@opentelemetry/api";
import { afterEach, expect, it, vi } from "vitest";

import { readEnv } from "@/lib/env";
import { decodeTraces } from "@/lib/ingest/decode";

import { isOwnTelemetry, parentOf, startTracing, tellSpan } from "./tracing";

afterEach(() => vi.unstubAllEnvs());

it("is off unless a variable gives an address, and off when told so", async () => {
  expect(readEnv({}).tracing).toBeUndefined();
  expect(await startTracing(undefined, "server")).toBeNull();
  const OTEL_EXPORTER_OTLP_ENDPOINT = "http://collector:4318";
  expect(readEnv({ OTEL_EXPORTER_OTLP_ENDPOINT }).tracing).toEqual({ serviceName: undefined });
  expect(readEnv({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: "true" }).tracing).toBeUndefined();
  expect(readEnv({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: "none" }).tracing).toBeUndefined();
});

it("spans go to the address of the variable, below their caller's, marked so that their arrival makes none", async () => {
  const got = new Promise<{ url: string; headers: IncomingHttpHeaders; body: Buffer }>((resolve) => {
    const collector = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        resolve({ url: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks) });
        response.end();
        collector.close();
      });
    });
    collector.listen(0, "127.0.0.1", () => {
      const address = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
      vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", address);
      vi.stubEnv("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer x");
      void startTracing({ serviceName: undefined }, "server").then((tracing) => {
        if (!tracing) return;
        const headers = new Headers({ traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` });
        tellSpan(tracing.tracer, {
          name: "POST otlp_traces",
          kind: SpanKind.SERVER,
          startedAt: Date.now() - 10,
          attributes: { "http.request.method": "POST" },
          error: "broken",
          parent: parentOf(headers),
        });
        return tracing.stop();
      });
    });
  });
  const { url, headers, body } = await got;
  expect([url, headers.authorization]).toEqual(["/v1/traces", "Bearer x"]);
  expect(isOwnTelemetry({ get: (name) => (headers[name] as string | undefined) ?? null })).toBe(true);
  expect(decodeTraces(body, "protobuf").spans).toMatchObject([
    {
      name: "POST otlp_traces",
      traceId: "a".repeat(32),
      parentSpanId: "b".repeat(16),
      service: "recount-server",
    },
  ]);
});
