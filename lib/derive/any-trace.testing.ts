import fc from "fast-check";

import { SPAN_KINDS } from "@/lib/model/kind";

import type { AdditionFacts, SpanFacts } from "./facts";
import { addition, NOON, span } from "./testing";

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null, freq: 2 });
const few = (...values: string[]) => maybe(fc.constantFrom(...values));
/** Spans of one trace that share ids, parents, responses and times as no real ones do. */
export const anySpans: fc.Arbitrary<SpanFacts[]> = fc
  .array(
    fc.record({
      id: fc.constantFrom("1", "2", "3", "4", "5", "6", "7", "8"),
      parentSpanId: fc.option(fc.constantFrom("1", "2", "3", "4", "5", "6", "7", "8", "ff"), {
        nil: undefined,
      }),
      at: fc.integer({ min: 0, max: 4 }),
      ms: maybe(fc.integer({ min: 0, max: 3 })),
      revision: fc.constantFrom("1", "2", "9007199254740993"),
      kind: fc.constantFrom(...SPAN_KINDS, "llm" as const, "llm" as const),
      isError: fc.boolean(),
      errorType: few("x", "y"),
      streaming: maybe(fc.boolean()),
      ttftNs: maybe(fc.integer({ min: 1, max: 1e6 })),
      costNanoUsd: maybe(fc.integer({ min: 0, max: 100 })),
      outputTextTokens: maybe(fc.integer({ min: 0, max: 100 })),
      parts: fc.integer({ min: 0, max: 255 }),
      feature: few("f", "g"),
      functionName: few("p", "q"),
      userId: few("u", "v"),
      tags: maybe(fc.array(fc.constantFrom("s", "t"))),
      failure: few("timeout", "content_filter", "other"),
      finishReason: few("stop", "tool_calls", "content_filter"),
      inputDigest: fc.option(fc.integer({ min: 1, max: 2 })),
      contextRef: few("2049"),
      inputRef: few("2049"),
      service: few("shop", "search"),
      resourceDigest: fc.option(fc.integer({ min: 1, max: 2 })),
      requestModel: few("m", "n"),
      responseId: few("r"),
      promptFingerprint: few("7", "8"),
      systemRef: few("2049"),
      outputRef: few("2049"),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((said) =>
    said.map(({ id, parentSpanId, ...rest }) =>
      span(id, { ...rest, ...(parentSpanId ? { parentSpanId } : {}) }),
    ),
  );

/** What came about some of them on another road. */
export const anyAdditions: fc.Arbitrary<AdditionFacts[]> = fc
  .array(
    fc.record({
      spanId: fc.constantFrom("1", "2", "3"),
      additionId: fc.uuid(),
      occurredUs: fc.integer({ min: NOON, max: NOON + 2 }),
      promptFingerprint: few("7", "8"),
      inputRef: few("2049"),
      parts: fc.integer({ min: 0, max: 63 }),
      finishReason: few("stop", "tool_calls"),
    }),
    { maxLength: 4 },
  )
  .map((said) => said.map(({ spanId, ...rest }) => addition(spanId, rest)));
