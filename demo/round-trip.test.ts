import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { expect, test } from "vitest";

import { spanMaker } from "@/lib/emit/emitter";
import { decodeTraces } from "@/lib/ingest/decode";
import { FLAG } from "@/lib/model/flags";

import { schedule } from "./schedule";
import { inventedSizes } from "./token-sizes";

const FROM = Date.parse("2026-06-01T00:00:00Z");
const resource = { "service.name": "travel-app", "recount.simulated": true };
const { makeSpans } = spanMaker({ resource, scope: { name: "recount-demo", version: "1" } });

const planned = [
  ...schedule({
    seed: "1",
    fromMs: FROM,
    toMs: FROM + 3_600_000,
    shiftMs: FROM,
    rate: 0.05,
    busyness: () => 1,
    drawSize: inventedSizes,
  }),
].flatMap((interaction) => interaction.spans);
const decoded = decodeTraces(ProtobufTraceSerializer.serializeRequest(makeSpans(planned))!, "protobuf");

test("the endpoint refuses nothing and knows every kind of step, all marked as simulated", () => {
  expect(decoded.rejected).toEqual([]);
  expect(decoded.spans).toHaveLength(planned.length);
  const kinds = ["agent", "embedding", "guardrail", "llm", "rerank", "retrieval", "tool"];
  expect([...new Set(decoded.spans.map((span) => span.kind))].toSorted()).toEqual(kinds);
  expect(decoded.spans.every((span) => (span.flags & FLAG.simulated) !== 0)).toBe(true);
});

test("answered calls have tokens, streamed ones a first token, retrievals documents with scores", () => {
  const answered = decoded.spans.filter((span) => span.kind === "llm" && !span.isError);
  expect(answered.every((span) => (span.tokens?.inputUncached ?? -1) >= 0 && span.output !== null)).toBe(
    true,
  );
  expect(answered.filter((span) => span.streaming).every((span) => span.ttftNs !== null)).toBe(true);
  expect(answered.filter((span) => !span.streaming).every((span) => span.ttftNs === null)).toBe(true);
  const documents = decoded.spans.flatMap((span) =>
    span.kind === "retrieval" ? (span.documents ?? []) : [],
  );
  expect(documents.length).toBeGreaterThan(10);
  expect(documents.every((document) => document.score !== null && document.content)).toBe(true);
});
