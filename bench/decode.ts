import { readFileSync } from "node:fs";
import path from "node:path";

import protobuf from "protobufjs";

import { decodeTraces } from "@/lib/ingest/decode";
import { withOtlp } from "@/lib/ingest/otlp/decode-otlp";
import { encodeOtlp } from "@/lib/ingest/otlp/otlp.testing";

/**
 * How fast bytes become spans: small spans (ten attributes), and model calls with the given amount of text. One JSON line.
 * Run with `npx tsx bench/decode.ts`. The floor is protobufjs decoding the same bytes into its own objects.
 */

/** A request's spans: exporters send 512 at most unless told otherwise. */
const SPANS = 500;
const MEASURE_MS = 1500;

const text = (value: string) => ({ stringValue: value });
const attributes = (values: { [key: string]: unknown }) =>
  Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === "string" ? text(value) : { intValue: value },
  }));

const batch = (values: (i: number) => { [key: string]: unknown }): Uint8Array =>
  encodeOtlp("ExportTraceServiceRequest", {
    resourceSpans: [
      {
        resource: {
          attributes: attributes({ "service.name": "bench", "deployment.environment.name": "production" }),
        },
        scopeSpans: [
          {
            scope: { name: "bench", version: "1" },
            spans: Array.from({ length: SPANS }, (_, i) => ({
              traceId: Buffer.from((i + 1).toString(16).padStart(32, "0"), "hex"),
              spanId: Buffer.from((i + 1).toString(16).padStart(16, "0"), "hex"),
              name: "chat gpt-4o",
              kind: 3,
              startTimeUnixNano: "1795231833429000000",
              endTimeUnixNano: "1795231834429000000",
              attributes: attributes(values(i)),
            })),
          },
        ],
      },
    ],
  });

const call = (i: number) => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": "gpt-4o",
  "gen_ai.response.model": "gpt-4o-2024-08-06",
  "gen_ai.response.id": `chatcmpl-${i}`,
  "gen_ai.usage.input_tokens": 1200 + i,
  "gen_ai.usage.output_tokens": 30,
  "server.address": "api.openai.com",
  "server.port": 443,
  "gen_ai.conversation.id": `c-${i % 50}`,
});
const prose = "Brake pads should be replaced every two thousand kilometres. ".repeat(50);
const withText = (characters: number) => (i: number) => ({
  ...call(i),
  "gen_ai.input.messages": JSON.stringify([
    { role: "system", parts: [{ type: "text", content: prose.slice(0, characters / 2) }] },
    { role: "user", parts: [{ type: "text", content: prose.slice(0, characters / 2 - 100) }] },
  ]),
  "gen_ai.output.messages": JSON.stringify([
    { role: "assistant", parts: [{ type: "text", content: `answer ${i}` }], finish_reason: "stop" },
  ]),
});
/** A step that no dialect has much to say about: most spans of a trace. */
const step = (i: number) => ({
  "http.request.method": "POST",
  "http.route": "/answer",
  "http.response.status_code": 200,
  "app.step": i,
  "app.name": "answer",
  "app.region": "eu",
});

/** Spans a second of CPU time (all threads): other work on the machine does not count. */
const rate = (run: () => unknown): number => {
  for (const end = performance.now() + 300; performance.now() < end;) run();
  let spans = 0;
  const before = process.cpuUsage();
  const start = performance.now();
  while (performance.now() - start < MEASURE_MS) {
    run();
    spans += SPANS;
  }
  const { user, system } = process.cpuUsage(before);
  return Math.round((spans / (user + system)) * 1e6);
};

const Request = protobuf
  .parse(readFileSync(path.resolve(import.meta.dirname, "../lib/ingest/otlp/otlp.proto"), "utf8"))
  .root.lookupType("recount.otlp.ExportTraceServiceRequest");
const results: { [name: string]: { [figure: string]: number } } = {};
for (const [name, values] of [
  ["step", step],
  ["call", call],
  ["call_2500", withText(2500)],
  ["call_6500", withText(6500)],
] as const) {
  const bytes = batch(values);
  results[name] = {
    bytes_per_span: Math.round(bytes.length / SPANS),
    floor_protobufjs: rate(() => Request.decode(bytes)),
    otlp: rate(() => withOtlp(bytes, "protobuf", (otlp) => otlp.traces())),
    model_spans: rate(() => decodeTraces(bytes, "protobuf")),
  };
}
console.log(JSON.stringify({ bench: "decode", unit: "spans per CPU second", ...results }));
