import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Failure } from "@/lib/errors";

import { decodeLogs, decodeMetrics, decodeTraces } from "../decode";
import { withOtlp } from "./decode-otlp";
import { encodeOtlp } from "./otlp.testing";

/** Messages in OTLP's JSON mapping; ids and bytes as hex and base64 there, as bytes in protobuf. */
type Message = { [key: string]: unknown };

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const int64 = fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }).map(String);
const time = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map(String);
const count = fc.constantFrom(0, 3, 0x301);
const url = fc.constantFrom("", "https://opentelemetry.io/schemas/1.38.0");
const hex = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes });

const { value } = fc.letrec<{ value: Message; pair: Message }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text.map((stringValue) => ({ stringValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    int64.map((intValue) => ({ intValue })),
    fc.double({ noNaN: true }).map((doubleValue) => ({ doubleValue })),
    fc.uint8Array({ maxLength: 9 }).map((bytesValue) => ({ bytesValue })),
    fc.constant({}),
    fc.array(tie("value"), { maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
    fc.array(tie("pair"), { maxLength: 3 }).map((values) => ({ kvlistValue: { values } })),
  ),
  pair: fc.record({ key: fc.oneof(text, fc.constant("__proto__"), fc.constant("a")), value: tie("value") }),
}));
const attributes = fc.array(fc.record({ key: text, value }), { maxLength: 5 });

const span: fc.Arbitrary<Message> = fc.record({
  traceId: fc.oneof(hex(16), fc.constant(new Uint8Array(16))),
  spanId: hex(8),
  parentSpanId: fc.oneof(hex(8), fc.constant(new Uint8Array(0))),
  traceState: text,
  name: text,
  kind: fc.integer({ min: 0, max: 5 }),
  startTimeUnixNano: time,
  endTimeUnixNano: time,
  attributes,
  droppedAttributesCount: count,
  droppedEventsCount: count,
  droppedLinksCount: count,
  flags: count,
  events: fc.array(fc.record({ timeUnixNano: time, name: text, attributes, droppedAttributesCount: count }), {
    maxLength: 2,
  }),
  links: fc.array(
    fc.record({
      traceId: hex(16),
      spanId: hex(8),
      traceState: fc.constantFrom("", "a=1"),
      attributes,
      droppedAttributesCount: count,
      flags: count,
    }),
    { maxLength: 2 },
  ),
  status: fc.record({ code: fc.integer({ min: 0, max: 2 }), message: text }),
});
const request = fc
  .array(
    fc.record({
      resource: fc.record({ attributes, droppedAttributesCount: count }),
      schemaUrl: url,
      scopeSpans: fc.array(
        fc.record({
          scope: fc.record({ name: text, version: text, attributes, droppedAttributesCount: count }),
          schemaUrl: url,
          spans: fc.array(span, { maxLength: 3 }),
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  )
  .map((resourceSpans): Message => ({ resourceSpans }));

const asJson = (message: Message): Buffer =>
  Buffer.from(
    JSON.stringify(message, (key, item: unknown) => {
      if (item instanceof Uint8Array)
        return Buffer.from(item).toString(key === "bytesValue" ? "base64" : "hex");
      return typeof item === "number" && !Number.isFinite(item) ? String(item) : item;
    }),
  );
const asProtobuf = (message: Message): Uint8Array => encodeOtlp("ExportTraceServiceRequest", message);

describe("OTLP", () => {
  it("says the same in JSON and in protobuf", () => {
    fc.assert(
      fc.property(request, (message) => {
        const fromJson = withOtlp(asJson(message), "json", (otlp) => otlp.traces());
        const fromProtobuf = withOtlp(asProtobuf(message), "protobuf", (otlp) => otlp.traces());
        expect(fromProtobuf).toEqual(fromJson);
        expect(decodeTraces(asProtobuf(message), "protobuf")).toEqual(decodeTraces(asJson(message), "json"));
      }),
      { numRuns: 300 },
    );
  });

  it("answers damaged bytes with bad_request or with what is left, never with anything else", () => {
    const damage = fc.array(fc.record({ at: fc.nat(), to: fc.nat(255) }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(request, damage, fc.double({ min: 0, max: 1, noNaN: true }), (message, changes, kept) => {
        for (const [encoding, whole] of [
          ["protobuf", asProtobuf(message)],
          ["json", asJson(message)],
        ] as const) {
          const bytes = Uint8Array.from(whole.subarray(0, Math.ceil(whole.length * kept)));
          for (const { at, to } of changes) if (bytes.length > 0) bytes[at % bytes.length] = to;
          for (const decode of [decodeTraces, decodeLogs, decodeMetrics])
            try {
              decode(bytes, encoding);
            } catch (error) {
              expect(error).toBeInstanceOf(Failure);
              expect((error as Failure).code).toBe("bad_request");
            }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("takes any bytes at all for either encoding without falling over", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom("protobuf" as const, "json" as const),
        (bytes, encoding) => {
          try {
            decodeTraces(bytes, encoding);
          } catch (error) {
            expect(error).toBeInstanceOf(Failure);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  const one = (fields: Message, attribute?: Message): Message => ({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: "5B8EFFF798038103D269B633813FC60C",
                spanId: "EEE19B7EC3C1B174",
                startTimeUnixNano: "1544712660000000000",
                endTimeUnixNano: "1544712661000000000",
                attributes: attribute ? [{ key: "a", value: attribute }] : [],
                ...fields,
              },
            ],
          },
        ],
      },
    ],
  });
  const decodeOne = (fields: Message, attribute?: Message) =>
    decodeTraces(asJson(one(fields, attribute)), "json");

  it("takes ids as hex in any case, and as base64 where they are no hex", () => {
    expect(decodeOne({}).spans[0]).toMatchObject({
      traceId: "5b8efff798038103d269b633813fc60c",
      spanId: "eee19b7ec3c1b174",
    });
    const base64 = {
      traceId: Buffer.from("5b8efff798038103d269b633813fc60c", "hex").toString("base64"),
      spanId: Buffer.from("eee19b7ec3c1b174", "hex").toString("base64"),
    };
    expect(decodeOne(base64).spans[0]).toMatchObject({
      traceId: "5b8efff798038103d269b633813fc60c",
      spanId: "eee19b7ec3c1b174",
    });
  });

  it("takes an empty, absent or zero parent as none", () => {
    for (const parentSpanId of ["", undefined, "0000000000000000"])
      expect(decodeOne({ parentSpanId }).spans[0]?.parentSpanId).toBeNull();
  });

  it("takes times and integers as numbers and as decimal strings", () => {
    expect(decodeOne({ startTimeUnixNano: 1544712660000000000 }, { intValue: 7 }).spans[0]).toMatchObject({
      startedAtNs: 1544712660000000000n,
      attributes: { a: 7 },
    });
    expect(decodeOne({}, { intValue: "7" }).spans[0]?.attributes).toEqual({ a: 7 });
  });

  it("keeps integers beyond 2^53 exact", () => {
    expect(decodeOne({}, { intValue: "9223372036854775807" }).spans[0]?.attributes).toEqual({
      a: "9223372036854775807",
    });
  });

  it("takes enum names", () => {
    expect(decodeOne({ status: { code: "STATUS_CODE_ERROR", message: "no" } }).spans[0]).toMatchObject({
      isError: true,
      error: { message: "no" },
    });
  });

  it("keeps keys without a value, and the last of two", () => {
    const attributes = [
      { key: "none" },
      { key: "empty", value: {} },
      { key: "twice", value: { intValue: 1 } },
      { key: "twice", value: { intValue: 2 } },
    ];
    expect(decodeOne({ attributes }).spans[0]?.attributes).toEqual({ none: null, empty: null, twice: 2 });
  });

  it("replaces U+0000 and lone surrogates; JSON text that only spells them stays as it was sent", () => {
    expect(decodeOne({}, { stringValue: "a\0b\ud800c" }).spans[0]?.attributes).toEqual({
      a: "a\uFFFDb\uFFFDc",
    });
    const attributes = [
      { key: "gen_ai.operation.name", value: { stringValue: "execute_tool" } },
      { key: "gen_ai.tool.call.result", value: { stringValue: '{"a":"\\u0000\\ud800"}' } },
    ];
    expect(decodeOne({ attributes }).spans[0]?.outputValue).toBe('{"a":"\\u0000\\ud800"}');
  });

  it("cuts values that are nested too deep and says so", () => {
    let deep: Message = { stringValue: "bottom" };
    for (let i = 0; i < 200; i++) deep = { arrayValue: { values: [deep] } };
    expect(decodeOne({}, deep).spans[0]).toMatchObject({ flags: 16 });
    // protobufjs refuses to encode this: field 5 of AnyValue in field 1 of ArrayValue, by hand.
    const within = (tag: number, bytes: number[]): number[] => [
      tag,
      (bytes.length & 127) | 128,
      bytes.length >> 7,
      ...bytes,
    ];
    let bytes: number[] = [];
    for (let i = 0; i < 200; i++) bytes = within(0x2a, within(0x0a, bytes));
    const spanBytes = [
      0x0a,
      16,
      ...new Array<number>(16).fill(1),
      0x12,
      8,
      ...new Array<number>(8).fill(1),
      0x39,
      1,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      ...within(0x4a, [0x0a, 1, 0x61, ...within(0x12, bytes)]),
    ];
    const decoded = decodeTraces(
      Uint8Array.from(within(0x0a, within(0x12, within(0x12, spanBytes)))),
      "protobuf",
    );
    expect(decoded.spans[0]).toMatchObject({ flags: 16 });
  });

  it("keeps JSON text that is nested too deep as text", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const attributes = [
      { key: "openinference.span.kind", value: { stringValue: "CHAIN" } },
      { key: "input.value", value: { stringValue: deep } },
    ];
    expect(decodeOne({ attributes }).spans[0]?.inputValue).toBe(deep);
  });

  it("does not size an array by an index from outside", () => {
    const attributes = [
      { key: "openinference.span.kind", value: { stringValue: "LLM" } },
      { key: "llm.input_messages.99999999.message.content", value: { stringValue: "x" } },
      { key: "llm.input_messages.7.message.content", value: { stringValue: "y" } },
    ];
    expect(decodeOne({ attributes }).spans[0]).toMatchObject({
      input: [{ role: "user", content: "y" }],
      attributes: { "llm.input_messages.99999999.message.content": "x" },
    });
  });

  it("refuses single spans by reason and position, and keeps the others", () => {
    const spans = [
      {},
      { traceId: "00000000000000000000000000000000" },
      { spanId: "" },
      { startTimeUnixNano: "0" },
      { startTimeUnixNano: "1544712670000000000" },
      { startTimeUnixNano: "1544712661000000005" },
    ].map((fields) => ({
      traceId: "5b8efff798038103d269b633813fc60c",
      spanId: "eee19b7ec3c1b174",
      startTimeUnixNano: "1544712660000000000",
      endTimeUnixNano: "1544712661000000000",
      ...fields,
    }));
    const decoded = decodeTraces(asJson({ resourceSpans: [{ scopeSpans: [{ spans }] }] }), "json");
    expect(decoded.rejected.map(({ index, code }) => [index, code])).toEqual([
      [1, "missing_trace_id"],
      [2, "missing_span_id"],
      [3, "bad_time"],
      [4, "bad_time"],
    ]);
    expect(decoded.spans.map(({ durationNs }) => durationNs)).toEqual([1_000_000_000n, 0n]);
  });

  it("refuses one span that is too large, in both encodings", () => {
    const stringValue = "x".repeat(17 * 1024 * 1024);
    expect(decodeOne({}, { stringValue }).rejected).toMatchObject([
      { index: 0, code: "attributes_too_large" },
    ]);
    const spans = [
      {
        traceId: new Uint8Array(16).fill(1),
        spanId: new Uint8Array(8).fill(1),
        startTimeUnixNano: "1",
        attributes: [{ key: "a", value: { stringValue } }],
      },
    ];
    expect(
      decodeTraces(asProtobuf({ resourceSpans: [{ scopeSpans: [{ spans }] }] }), "protobuf").rejected,
    ).toMatchObject([{ code: "attributes_too_large" }]);
  });

  it("takes an empty body as an empty request", () => {
    for (const encoding of ["json", "protobuf"] as const)
      expect(decodeTraces(new Uint8Array(0), encoding).spans).toEqual([]);
  });

  it("says in a sentence what is wrong with the body", () => {
    expect(() => decodeTraces(Buffer.from("{"), "json")).toThrow(
      "The body is not an OTLP request in json: it is not valid JSON.",
    );
    expect(() => decodeTraces(Buffer.from('{"resourceSpans":{}}'), "json")).toThrow(
      "resourceSpans must be an array",
    );
    expect(() => decodeTraces(Buffer.from([0x0a, 0x7f]), "protobuf")).toThrow(
      "longer than the message that holds it",
    );
  });
});
