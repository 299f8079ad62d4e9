import { accept } from "@/lib/ingest/accept";
import { decodeTraces } from "@/lib/ingest/decode";

import { bodyTemplate } from "./body-template";

/**
 * What decoding and accepting a span costs the app, in microseconds of CPU: requests of twenty five-span traces, as the ingest bench
 * sends. The floor is decoding alone. One JSON line.
 */

const TRACES = 20;
const ROUNDS = 60;
const project = { id: 1, slug: "bench", shardKeys: [1], retentionDays: 400 };

const template = bodyTemplate(TRACES, 7);
const bodies = Array.from({ length: ROUNDS * 5 }, () => template.fresh(BigInt(Date.now()) * 1_000_000n));

function cpuMicros(step: (body: Buffer) => unknown): number {
  let best = Infinity;
  for (let from = 0; from < bodies.length; from += ROUNDS) {
    const before = process.cpuUsage();
    for (const body of bodies.slice(from, from + ROUNDS)) step(body);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / (ROUNDS * template.spans));
  }
  return best;
}

const now = (): Date => new Date();
const decoding = cpuMicros((body) => decodeTraces(body, "protobuf"));
const both = cpuMicros((body) => accept({ project, now }, decodeTraces(body, "protobuf")));
let sentBytes = 0;
const { batch } = accept({ project, now }, decodeTraces(bodies[0] as Buffer, "protobuf"));
const all = [...batch.bodies.values()].flatMap((bodies) => [...bodies.values()]);
const textOf = new Map(all.map(({ id, text }) => [id, text]));
for (const row of batch.spans) sentBytes += textOf.get(row.bodies.sent ?? "")?.length ?? 0;
process.stdout.write(
  `${JSON.stringify({
    bench: "accept",
    decode_us_a_span: Number(decoding.toFixed(2)),
    decode_and_accept_us_a_span: Number(both.toFixed(2)),
    sent_bytes_a_span: Math.round(sentBytes / batch.spans.length),
    bodies_a_span: Number((all.length / batch.spans.length).toFixed(2)),
  })}\n`,
);
