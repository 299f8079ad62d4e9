import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import type { Context } from "@/lib/context";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { rollUp } from "@/lib/derive/roll-up";
import { SPAN_KINDS } from "@/lib/model/kind";
import type { Message } from "@/lib/model/message";
import type { ModelAddition, ModelScore, ModelSpan } from "@/lib/model/span";
import { EMPTY_SPAN } from "@/lib/model/empty-span";
import { getTrace } from "@/lib/traces/get-trace";
import { parseTraceListQuery } from "@/lib/traces/filter";
import { listTraces } from "@/lib/traces/list-traces";

import { accept } from "./accept";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import { writeBatch } from "./write";

let db: TestDatabase;
let project: TestProject;
beforeAll(async () => {
  db = await createTestDatabase();
  project = await makeProject(db.owner);
});
afterAll(() => db.close());

const NOW = Date.UTC(2026, 4, 20, 12);
const NS = BigInt(NOW) * 1_000_000n;
const context = (): Context => ({
  sql: db.app,
  project,
  actor: { kind: "system", name: "test" },
  now: () => new Date(NOW),
});

/** Texts as clients send them, and as nobody should: unstorable, long in characters and longer in bytes. */
const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 8 }) },
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom("\0", "\ud800", "a\udfffb", "{}", '"', "\\", "{NULL}", "null", ",", "", "'; --", "‮", "\n"),
  fc.integer({ min: 0, max: 9 }).map((n) => "漢字仮名交じり文"[n % 8]!.repeat(600)),
  fc
    .infiniteStream(fc.integer({ min: 0x4e00, max: 0x9fff }))
    .map((codes) => String.fromCharCode(...[...Array(700)].map(() => codes.next().value as number))),
  fc.constant("🦊".repeat(400)),
  fc.constant(`x${"🦊".repeat(400)}`),
);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(2 ** 31, 2 ** 53, 1e308, -1, 0.5, Number.NaN, Infinity, 100_000_000),
);
const json = fc.jsonValue({ stringUnit: "binary", maxDepth: 3 }) as fc.Arbitrary<never>;
const object = fc.dictionary(text, json, { maxKeys: 3 }) as fc.Arbitrary<never>;
const message: fc.Arbitrary<Message> = fc.record({
  role: fc.oneof(fc.constantFrom("user", "assistant", "system", "tool"), text),
  content: fc.oneof(
    orNull(text),
    fc.array(fc.record({ type: fc.constant("text" as const), text }), { maxLength: 2 }),
  ),
});
const ns = fc.oneof(
  fc.bigInt({ min: NS - 2n * 10n ** 14n, max: NS + 10n ** 13n }),
  fc.constantFrom(0n, 1n, NS, NS - 3n * 10n ** 16n, (1n << 64n) - 1n, (1n << 63n) - 1n),
);

const span: fc.Arbitrary<ModelSpan> = fc
  .record({
    spanId: fc.constantFrom("0000000000000001", "0000000000000002", "0000000000000003"),
    parentSpanId: fc.constantFrom(null, "0000000000000001", "0000000000000003", "00000000000000ff"),
    name: text,
    kind: fc.constantFrom(...SPAN_KINDS),
    startedAtNs: ns,
    durationNs: orNull(fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 17n }), fc.constantFrom(0n, 1n << 62n))),
    isError: fc.boolean(),
    error: orNull(fc.record({ type: orNull(text), message: orNull(text), stack: orNull(text) })),
    service: orNull(text),
    environment: orNull(text),
    release: orNull(text),
    feature: orNull(text),
    traceName: orNull(text),
    userId: orNull(text),
    sessionId: orNull(text),
    tags: fc.array(text, { maxLength: 3 }),
    metadata: object,
    attributes: object,
    events: fc.array(json, { maxLength: 2 }),
    provider: orNull(fc.oneof(text, fc.constant("openai"))),
    requestModel: orNull(fc.oneof(text, fc.constant("gpt-4o"), fc.constant("o1-pro"))),
    responseModel: orNull(text),
    responseId: orNull(text),
    streaming: orNull(fc.boolean()),
    ttftNs: orNull(fc.oneof(fc.bigInt({ min: 1n, max: 10n ** 15n }), fc.constant((1n << 63n) - 1n))),
    finishReason: orNull(text),
    tokens: orNull(
      fc.record({
        inputUncached: orNull(number),
        cacheRead: orNull(number),
        cacheWrite: orNull(number),
        cacheWrite1h: orNull(number),
        inputAudio: orNull(number),
        outputText: orNull(number),
        reasoning: orNull(number),
        outputAudio: orNull(number),
      }),
    ),
    reportedCostUsd: orNull(
      fc.constantFrom("0", "1e308", "-5", "999999999", "0.000000001", "NaN", "9007199.3", "x"),
    ),
    toolName: orNull(text),
    toolCallId: orNull(text),
    promptName: orNull(text),
    promptLabel: orNull(text),
    system: orNull(text),
    input: orNull(fc.array(message, { maxLength: 4 })),
    output: orNull(fc.array(message, { maxLength: 2 })),
    inputValue: json,
    outputValue: json,
  })
  .map((said) => ({ ...EMPTY_SPAN, ...said, traceId: "" }) as unknown as ModelSpan);

const addition = fc
  .record({
    spanId: fc.constantFrom("0000000000000001", "0000000000000009"),
    occurredAtNs: ns,
    finishReason: orNull(text),
    error: fc.constant(null),
    attributes: object,
    system: orNull(text),
    input: orNull(fc.array(message, { maxLength: 2 })),
    output: orNull(fc.array(message, { maxLength: 2 })),
    inputValue: json,
    outputValue: json,
    documents: fc.constant(null),
    toolDefinitions: fc.constant(null),
  })
  .map((said) => ({ ...said, traceId: "" }) as unknown as ModelAddition);

const score = fc
  .record({
    id: text,
    name: text,
    value: fc.oneof(fc.boolean(), text, fc.double({ noNaN: true, noDefaultInfinity: true })),
    source: fc.constantFrom("user" as const, "model" as const),
    comment: orNull(text),
    correction: orNull(text),
    sessionId: orNull(text),
    spanId: orNull(fc.constant("0000000000000001")),
  })
  .map((said) => ({ ...said, traceId: "", at: new Date(NOW).toISOString() }) as unknown as ModelScore);

describe("accept", () => {
  it("makes rows of any span that PostgreSQL stores, the worker derives and the Read API shows", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(span, { minLength: 1, maxLength: 4 }),
        fc.array(addition, { maxLength: 2 }),
        fc.array(score, { maxLength: 2 }),
        async (spans, additions, scores) => {
          const traceId = randomBytes(16).toString("hex");
          const own = <T extends object>(items: T[]) => items.map((item) => ({ ...item, traceId }));
          const ctx = context();
          const { batch, rejected } = accept(ctx, {
            spans: own(spans),
            additions: own(additions),
            scores: own(scores),
            rejected: [],
            ignored: 0,
          });
          expect(batch.spans.length + batch.additions.length + rejected.length).toBe(
            spans.length + additions.length,
          );
          await writeBatch(db.pipeline, batch, new KnownBodies());
          while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
          if (batch.spans.length > 0) {
            const trace = await getTrace(ctx, { traceId, include: ["content", "attributes"] });
            expect(trace.spans.length).toBe(new Set(batch.spans.map((row) => row.span_id)).size);
            expect(JSON.stringify(trace)).toBeTruthy();
            const [row] =
              await db.owner`select name from traces where project_id = ${project.id} and trace_id = ${traceId}`;
            expect(row, "derived, not set aside").toBeDefined();
          }
        },
      ),
      { numRuns: 150 },
    );
    while ((await rollUp(db.worker, { settled: true })) > 0);
    expect(await db.owner`select from dirty_buckets where bucket < now() - interval '2 days'`).toHaveLength(
      0,
    );
    const query = parseTraceListQuery(new URLSearchParams({ limit: "200" }));
    expect((await listTraces(context(), query)).data.length).toBeGreaterThan(0);
  }, 120_000);
});
