import type { Random } from "@/demo/random";

import { double, field, int, varint } from "./wire";

/** What clients should not send, and do: as JSON values and as AnyValues of OTLP. */

const TEXTS = [
  "",
  "\0",
  "a\0b",
  "\ud800",
  "\udfffx",
  "‮txet",
  "🦊",
  "'; drop table spans; --",
  '"',
  "\\",
  "{}",
  "[",
  "null",
  "NaN",
  "__proto__",
  "constructor",
  '{"a":"\\u0000"}',
  '["\\ud800"]',
  "$1",
  "{NULL}",
  "%s%n",
  "2026-01-01",
  "9".repeat(400),
  "1e999",
] as const;

export const NUMBERS = [
  0,
  -0,
  -1,
  0.1,
  1e308,
  -1e308,
  5e-324,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 53,
  2 ** 63,
  1e21,
  Number.NaN,
  Infinity,
  -Infinity,
] as const;

export const TIMES = [
  0n,
  1n,
  (1n << 63n) - 1n,
  1n << 63n,
  (1n << 64n) - 1n,
  253_402_300_800_000_000_000n,
  1_000_000_000n,
] as const;

/** Keys that some dialect reads, so that what stands behind them is interpreted. */
export const KEYS = [
  "gen_ai.operation.name",
  "gen_ai.provider.name",
  "gen_ai.request.model",
  "gen_ai.response.model",
  "gen_ai.response.id",
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.output_tokens",
  "gen_ai.usage.cache_read.input_tokens",
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.system_instructions",
  "gen_ai.tool.definitions",
  "gen_ai.tool.call.arguments",
  "gen_ai.tool.call.result",
  "gen_ai.conversation.id",
  "gen_ai.response.finish_reasons",
  "gen_ai.retrieval.documents",
  "gen_ai.prompt.0.content",
  "gen_ai.completion.0.tool_calls.0.arguments",
  "gen_ai.prompt.name",
  "openinference.span.kind",
  "input.value",
  "output.value",
  "llm.input_messages.0.message.content",
  "llm.input_messages.9999.message.role",
  "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments",
  "llm.token_count.prompt",
  "llm.token_count.completion",
  "retrieval.documents.0.document.content",
  "retrieval.documents.0.document.score",
  "ai.operationId",
  "ai.prompt.messages",
  "ai.prompt.tools",
  "ai.response.toolCalls",
  "ai.response.msToFirstChunk",
  "ai.usage.inputTokens",
  "traceloop.entity.input",
  "traceloop.entity.output",
  "traceloop.span.kind",
  "langfuse.observation.type",
  "langfuse.observation.input",
  "langfuse.observation.output",
  "langfuse.observation.usage_details",
  "langfuse.observation.cost_details",
  "langfuse.observation.completion_start_time",
  "langfuse.trace.tags",
  "langsmith.span.kind",
  "langsmith.metadata",
  "mlflow.spanInputs",
  "mlflow.spanType",
  "mlflow.chat.tokenUsage",
  "lmnr.span.input",
  "logfire.json_schema",
  "recount.feature",
  "recount.decision.subject",
  "recount.decision.reasons",
  "recount.first_token_at",
  "user.id",
  "session.id",
  "tags",
  "metadata",
  "error.type",
  "exception.stacktrace",
  "__proto__",
  "",
] as const;

export function hostileText(random: Random): string {
  const roll = random.next();
  if (roll < 0.8) return random.pick(TEXTS);
  if (roll < 0.95)
    return String.fromCharCode(...Array.from({ length: random.int(1, 20) }, () => random.int(0, 0xffff)));
  if (roll < 0.98) return `${random.pick(TEXTS)}${"x".repeat(random.int(500, 3000))}`;
  if (roll < 0.99) return IDEOGRAPHS.slice(random.int(0, 200), random.int(700, 1200));
  if (roll < 0.993) return "a.".repeat(random.pick([10, 200, 20_000]));
  return nestedJsonText(random);
}

/** Three bytes each, and no text that compresses. */
const IDEOGRAPHS = Array.from({ length: 1200 }, (_, i) =>
  String.fromCharCode(0x4e00 + ((i * 7919) % 20_000)),
).join("");

/** JSON text as deep as a stack overflow, or with broken ends. */
function nestedJsonText(random: Random): string {
  const depth = random.pick([10, 65, 65, 200, 200, 5_000, 20_000]);
  const [open, close] = random.pick([
    ["[", "]"],
    ['{"a":', "}"],
    ['[{"content":', "}]"],
  ] as const);
  return `${open.repeat(depth)}1${random.chance(0.7) ? close.repeat(depth) : ""}`;
}

export function hostileJson(random: Random, depth = 0): unknown {
  const roll = random.next();
  if (roll < 0.4) return hostileText(random);
  if (roll < 0.6) return random.pick(NUMBERS);
  if (roll < 0.7) return random.pick([null, true, false]);
  if (depth > 3) return {};
  if (roll < 0.85) return Array.from({ length: random.int(0, 4) }, () => hostileJson(random, depth + 1));
  return Object.fromEntries(
    Array.from({ length: random.int(0, 4) }, () => [
      hostileText(random).slice(0, 60),
      hostileJson(random, depth + 1),
    ]),
  );
}

/** AnyValue in OTLP's JSON mapping. */
export function hostileAnyValue(random: Random, depth = 0): unknown {
  switch (random.int(0, depth > 3 ? 6 : 9)) {
    case 0:
    case 1:
      return { stringValue: hostileText(random) };
    case 2:
      return { intValue: random.pick(["9223372036854775807", "-1", "1e5", 12, 2 ** 63, "x", ""]) };
    case 3:
      return { doubleValue: random.pick([...NUMBERS.filter(Number.isFinite), "NaN", "Infinity", "1e400"]) };
    case 4:
      return { boolValue: random.pick([true, false, "true", 1]) };
    case 5:
      return random.pick([{}, null, [], "text", { unknown: 1 }]);
    case 6:
      return { bytesValue: random.pick(["", "AAAA", "!!", "A"]) };
    case 7:
      return {
        arrayValue: {
          values: Array.from({ length: random.int(0, 4) }, () => hostileAnyValue(random, depth + 1)),
        },
      };
    case 8:
      return {
        kvlistValue: {
          values: Array.from({ length: random.int(0, 3) }, () => ({
            key: random.pick(KEYS),
            value: hostileAnyValue(random, depth + 1),
          })),
        },
      };
    default:
      return { stringValue: JSON.stringify(hostileJson(random)) };
  }
}

/** AnyValue in protobuf. */
export function hostileAnyValueBytes(random: Random, depth = 0): Buffer {
  switch (random.int(0, depth > 3 ? 5 : 8)) {
    case 0:
    case 1:
      return field(1, hostileText(random));
    case 2:
      return int(3, random.pick([-1n, (1n << 63n) - 1n, 1n << 63n, 7n]));
    case 3:
      return double(4, random.pick(NUMBERS));
    case 4:
      return field(1, Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80]));
    case 5:
      return Buffer.alloc(0);
    case 6:
      return field(
        5,
        Buffer.concat(
          Array.from({ length: random.int(0, 4) }, () => field(1, hostileAnyValueBytes(random, depth + 1))),
        ),
      );
    case 7:
      return field(
        6,
        Buffer.concat(
          Array.from({ length: random.int(0, 3) }, () =>
            field(1, attributeBytes(random.pick(KEYS), hostileAnyValueBytes(random, depth + 1))),
          ),
        ),
      );
    default:
      return field(1, JSON.stringify(hostileJson(random)));
  }
}

export const attributeBytes = (key: string, value: Uint8Array): Buffer =>
  Buffer.concat([field(1, key), field(2, value)]);

/** An AnyValue nested so many levels, from the inside out. */
export function nestedBytes(levels: number): Buffer {
  // Prepending a level copies all below: the heads are made first and joined once.
  const heads: Buffer[] = [];
  let length = field(1, "x").length;
  for (let level = 0; level < levels; level++) {
    const inner = Buffer.concat([varint((1 << 3) | 2), varint(length)]);
    const outer = Buffer.concat([varint((5 << 3) | 2), varint(inner.length + length)]);
    heads.push(Buffer.concat([outer, inner]));
    length += outer.length + inner.length;
  }
  return Buffer.concat([...heads.toReversed(), field(1, "x")]);
}
