import { expect, test } from "vitest";

import { decodeTraces } from "@/lib/ingest/decode";

import { bodyTemplate } from "./body-template";

const AT_NS = 1_795_000_000_000_000_000n;

test("each copy is a valid request whose ids, times and texts no other copy has", () => {
  const template = bodyTemplate(4, 0);
  const decoded = [template.fresh(AT_NS), template.fresh(AT_NS)].map((body) =>
    decodeTraces(body, "protobuf"),
  );
  const spans = decoded.flatMap((request) => request.spans);
  expect(decoded.flatMap((request) => request.rejected)).toEqual([]);
  expect(spans).toHaveLength(40);
  expect(new Set(spans.map((span) => span.traceId)).size).toBe(8);
  expect(new Set(spans.map((span) => span.spanId)).size).toBe(40);
  const texts = spans.flatMap((span) => (span.documents ?? []).map((document) => document.content));
  expect(new Set(texts).size).toBe(24);
});

test("a copy keeps the shape of its traces: one root, four children of it, ending at the time asked for", () => {
  const { spans } = decodeTraces(bodyTemplate(1, 3).fresh(AT_NS), "protobuf");
  const root = spans.find((span) => span.parentSpanId === null);
  expect(spans.map((span) => span.kind).toSorted()).toEqual(["agent", "llm", "llm", "retrieval", "tool"]);
  expect(spans.filter((span) => span.parentSpanId === root?.spanId)).toHaveLength(4);
  expect(root!.startedAtNs + root!.durationNs!).toBe(AT_NS);
});

test("a trace carries about 2.5 kB of text that no other has", () => {
  const { spans } = decodeTraces(bodyTemplate(1, 0).fresh(AT_NS), "protobuf");
  const texts = new Set<string>();
  for (const span of spans) {
    for (const document of span.documents ?? []) texts.add(document.content ?? "");
    if (span.kind === "tool") texts.add(JSON.stringify(span.outputValue));
    if (span.kind === "agent")
      for (const message of [...(span.input ?? []), ...(span.output ?? [])])
        texts.add(JSON.stringify(message.content));
  }
  const characters = [...texts].reduce((sum, text) => sum + text.length, 0);
  expect(characters).toBeGreaterThan(2300);
  expect(characters).toBeLessThan(2700);
});
