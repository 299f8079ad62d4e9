import { expect, it } from "vitest";

import { BodySet } from "@/lib/bodies/body-set";
import { has } from "@/lib/model/completeness";
import type { ModelSpan, SentSpan } from "@/lib/model/span";
import { modelSpan } from "@/lib/model/testing";
import { UNKNOWN_TOKENS } from "@/lib/model/tokens";

import { additionRow } from "./addition-row";
import { scoreRow } from "./score-row";
import { MAX_DURATION_NS, spanRow } from "./span-row";

const SECRET = "sk-live-0123456789abcdef";
const HEADERS = { authorization: `Bearer ${SECRET}`, accept: "text/plain" };

/** All that is written of a span: its row and the bodies that the row points to. */
const written = (said: Partial<ModelSpan>): string => {
  const set = new BodySet();
  spanRow(modelSpan(said), 1, set);
  return [...set.bodies.values()].map(({ text }) => text).join("\n");
};
const sent = (said: Partial<SentSpan>): SentSpan => ({
  attributes: new Map(),
  events: [],
  links: [],
  about: null,
  ...said,
});

it.each<[string, Partial<ModelSpan>]>([
  ["metadata", { metadata: { headers: HEADERS } }],
  ["attributes", { attributes: { headers: HEADERS } }],
  ["events", { events: [{ name: "request", attributes: HEADERS }] }],
  ["the resource", { resource: { attributes: HEADERS } }],
  ["attributes as they were sent", { sent: sent({ attributes: new Map([["headers", HEADERS]]) }) }],
  [
    "events as they were sent",
    { sent: sent({ events: [{ name: "request", attributes: HEADERS }] as never }) },
  ],
  ["links as they were sent", { sent: sent({ links: [{ attributes: HEADERS }] as never }) }],
])("no secret is stored with %s, and what is none stays", (_where, said) => {
  const all = written(said);
  expect(all).not.toContain(SECRET);
  expect(all).toContain("[redacted]");
  expect(all).toContain("text/plain");
});

it("no secret is stored with what a log record says of a span", () => {
  const set = new BodySet();
  const { traceId, spanId } = modelSpan();
  const bodies = { system: null, input: null, output: null, toolDefinitions: null };
  const said = { ...bodies, inputValue: null, outputValue: null, documents: null };
  additionRow(
    { traceId, spanId, occurredAtNs: 1n, finishReason: null, error: null, attributes: HEADERS, ...said },
    1,
    set,
  );
  const all = [...set.bodies.values()].map(({ text }) => text).join();
  expect(all).not.toContain(SECRET);
  expect(all).toContain("text/plain");
});

it.each([
  ["1000000", 1_000_000_000_000_000n],
  ["1000000.000000001", null],
  ["-1000000", -1_000_000_000_000_000n],
  ["-1000000.000000001", null],
  ["1e300", null],
  ["much", null],
  [null, null],
])("a reported cost of %s dollars is stored as %s", (reportedCostUsd, stored) => {
  expect(spanRow(modelSpan({ reportedCostUsd }), 1, new BodySet()).reported_cost_nano_usd).toBe(stored);
});

it("a first token after more than a hundred days was not measured", () => {
  const ttft = (ttftNs: bigint) => spanRow(modelSpan({ ttftNs }), 1, new BodySet()).ttft_ns;
  expect(ttft(MAX_DURATION_NS)).toBe(MAX_DURATION_NS);
  expect(ttft(MAX_DURATION_NS + 1n)).toBeNull();
});

it("tokens are among its parts where they are known", () => {
  const parts = (tokens: ModelSpan["tokens"]) => spanRow(modelSpan({ tokens }), 1, new BodySet()).parts ?? 0;
  expect(has(parts(null), "tokens")).toBe(false);
  expect(has(parts({ ...UNKNOWN_TOKENS, outputText: 1 }), "tokens")).toBe(true);
});

it("tags are a set in order, and none of them is no list", () => {
  const tags = (said: string[]) => spanRow(modelSpan({ tags: said }), 1, new BodySet()).tags;
  expect(tags(["b", "a", "b"])).toEqual(["a", "b"]);
  expect(tags([])).toBeNull();
});

it.each([
  [true, { data_type: "boolean", value_number: 1, value_text: null }],
  [false, { data_type: "boolean", value_number: 0, value_text: null }],
  [0.5, { data_type: "number", value_number: 0.5, value_text: null }],
  ["good", { data_type: "category", value_number: null, value_text: "good" }],
])("a judgement of %s is stored with its type", (value, stored) => {
  const score = { id: "s", name: "n", value, source: "user", comment: null, correction: null } as const;
  const at = "2026-11-20T10:00:00.000Z";
  expect(
    scoreRow({ ...score, traceId: "0".repeat(32), spanId: null, sessionId: "s", at }, [3]),
  ).toMatchObject({ ...stored, session_id: null, created_at: at, revised_at: at });
  expect(scoreRow({ ...score, traceId: null, spanId: null, sessionId: "s", at }, [3, 4])).toMatchObject({
    session_id: "s",
    shard_key: 3,
  });
});
