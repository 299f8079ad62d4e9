import { parseArgs } from "node:util";

import { decodeTraces } from "@/lib/ingest/decode";
import { withOtlp } from "@/lib/ingest/otlp/decode-otlp";

import { bodyTemplate } from "./body-template";
import { report } from "./report";

const TRACES = 20;
const BODIES = 32;

/** Bytes to spans of ours, in this process, without a database. Floor: the same bytes to OTLP only, no dialect. */
export function benchDecode(args: string[]): void {
  const { values } = parseArgs({ args, options: { seconds: { type: "string", default: "5" } } });
  const seconds = Number(values.seconds);
  const template = bodyTemplate(TRACES, 0);
  const bodies = Array.from({ length: BODIES }, () => template.fresh(BigInt(Date.now()) * 1_000_000n));
  const rate = (decode: (body: Buffer) => number): number => {
    for (const body of bodies) decode(body); // warms up the compiler
    let spans = 0;
    const startedAt = performance.now();
    for (let i = 0; performance.now() < startedAt + seconds * 1000; i++) spans += decode(bodies[i % BODIES]!);
    return spans / ((performance.now() - startedAt) / 1000);
  };
  const floor = rate((body) => {
    let spans = 0;
    for (const { items } of withOtlp(body, "protobuf", (otlp) => otlp.traces())) spans += [...items].length;
    return spans;
  });
  const value = rate((body) => decodeTraces(body, "protobuf").spans.length);
  report({
    name: "decode",
    value,
    unit: "spans/s",
    floor,
    floor_is: "protobuf to OTLP, no dialect",
    ratio: value / floor,
    bytes_a_span: template.bytes / template.spans,
  });
}
