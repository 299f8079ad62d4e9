import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";

import { type Random, seeded } from "@/demo/random";
import { stableSpanId, stableTraceId } from "@/lib/emit/stable-ids";

import type { Captured } from "./corpus";
import { mutateBytes, mutateJson } from "./mutate";
import {
  attributeBytes,
  hostileAnyValue,
  hostileAnyValueBytes,
  hostileJson,
  hostileText,
  KEYS,
  nestedBytes,
  NUMBERS,
  TIMES,
} from "./values";
import { exportRequest, field, fixed64, int } from "./wire";

export interface FuzzRequest {
  n: number;
  /** What was done to it, in a word. */
  kind: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  /** How its bytes travel: `cut` promises more than it sends, `slow` sends in pieces with pauses. */
  travel: "plain" | "chunked" | "cut" | "slow";
  /** Traces whose spans are beyond reproach: stored when the request is acknowledged. */
  good: { traceId: string; spans: number }[];
  /** Items that may be refused. */
  hostile: number;
}

const SECOND = 1_000_000_000n;
const DAY = 86_400n * SECOND;
const JSON_TYPE = "application/json";
const PROTOBUF_TYPE = "application/x-protobuf";

interface Making {
  random: Random;
  seed: string;
  n: number;
  nowNs: bigint;
  corpus: readonly Captured[];
}
type Made = Omit<FuzzRequest, "n" | "travel" | "method"> & Partial<Pick<FuzzRequest, "travel" | "method">>;

/** The request number `n` of a seed: a function of both, and of the time for what must lie within the retention. */
export function makeRequest(
  seed: string,
  n: number,
  nowNs: bigint,
  corpus: readonly Captured[],
): FuzzRequest {
  const random = seeded(`${seed}/${n}`);
  const making: Making = { random, seed, n, nowNs, corpus };
  const roll = random.next();
  const made = enveloped(
    random,
    roll < 0.25 && corpus.length > 0
      ? captured(making)
      : roll < 0.55
        ? protobufTraces(making)
        : roll < 0.75
          ? jsonTraces(making)
          : roll < 0.82
            ? logs(making)
            : roll < 0.84
              ? metrics(making)
              : roll < 0.9
                ? interactions(making)
                : roll < 0.95
                  ? scores(making)
                  : roll < 0.98
                    ? langfuse(making)
                    : roll < 0.9998
                      ? noise(making)
                      : bomb(making),
  );
  return { n, method: "POST", travel: random.chance(0.3) ? "chunked" : "plain", ...made };
}

/** Sometimes the envelope lies: type, encoding, length, pace. Then nothing in it is sure to arrive. */
function enveloped(random: Random, made: Made): Made {
  if (made.headers["content-encoding"] === undefined && random.chance(0.2)) {
    made.headers["content-encoding"] = random.pick(["gzip", "deflate"]);
    made.body =
      made.headers["content-encoding"] === "gzip"
        ? gzipSync(made.body, { level: 1 })
        : random.chance(0.5)
          ? deflateSync(made.body, { level: 1 })
          : deflateRawSync(made.body, { level: 1 });
  }
  if (!random.chance(0.04)) return made;
  const unsure: Made = { ...made, good: [], kind: `${made.kind}, bad envelope` };
  switch (random.int(0, 7)) {
    case 0:
      unsure.headers["content-type"] = random.pick([
        "text/plain",
        "",
        "application/grpc",
        "application/json; charset=utf-16",
        PROTOBUF_TYPE,
        JSON_TYPE,
        "multipart/form-data; boundary=x",
      ]);
      break;
    case 1:
      delete unsure.headers["content-type"];
      break;
    case 2:
      unsure.headers["content-encoding"] = random.pick([
        "gzip",
        "deflate",
        "br",
        "zstd",
        "identity",
        "gzip, gzip",
        "gzip, deflate, gzip, deflate, gzip",
        "GZIP",
        ",",
      ]);
      break;
    case 3:
      unsure.travel = "cut";
      break;
    case 4:
      unsure.travel = random.chance(0.1) ? "slow" : "cut";
      break;
    case 5:
      unsure.headers["authorization"] = random.pick(["", "Bearer", "Bearer x", "Basic !!!", "Basic Og=="]);
      break;
    case 6:
      unsure.method = random.pick(["PUT", "GET", "DELETE", "PATCH", "OPTIONS", "HEAD"]);
      break;
    default:
      unsure.body = mutateBytes(random, unsure.body);
  }
  return unsure;
}

function captured({ random, corpus }: Making): Made {
  const original = random.pick(corpus);
  const isJson =
    original.headers["content-type"]?.includes("json") === true &&
    original.headers["content-encoding"] === undefined;
  const body = random.chance(0.1)
    ? original.body
    : isJson && random.chance(0.6)
      ? Buffer.from(mutateJson(random, original.body.toString("utf8")))
      : mutateBytes(random, original.body);
  return {
    kind: `captured ${original.name}`,
    method: original.method,
    path: original.path,
    headers: { ...original.headers },
    body,
    good: [],
    hostile: 0,
  };
}

const traceIdOf = ({ seed, n }: Making, which: string): string => stableTraceId("fuzz", seed, n, which);

/** One or two good spans of a trace of its own: an agent over a call, all within the last hour. */
function goodTrace(making: Making) {
  const traceId = traceIdOf(making, "good");
  const count = making.random.int(1, 2);
  const startNs = making.nowNs - BigInt(making.random.int(60, 3600)) * SECOND;
  return {
    traceId,
    startNs,
    spanIds: Array.from({ length: count }, (_, i) => stableSpanId("fuzz", making.seed, making.n, i)),
  };
}

/** A handful of days: each costs partitions, and the number of those is not what is tested. */
const timeOf = ({ random, nowNs }: Making): bigint =>
  random.chance(0.3)
    ? random.pick([...TIMES, nowNs + 3n * DAY, nowNs - 5000n * DAY])
    : nowNs - random.pick([0n, 1n, SECOND, 3600n * SECOND, DAY, 7n * DAY]);

function protobufTraces(making: Making): Made {
  const { random } = making;
  const good = goodTrace(making);
  const items: Uint8Array[] = good.spanIds.map((id, i) =>
    Buffer.concat([
      field(1, Buffer.from(good.traceId, "hex")),
      field(2, Buffer.from(id, "hex")),
      i > 0 ? field(4, Buffer.from(good.spanIds[0] as string, "hex")) : Buffer.alloc(0),
      field(5, "good"),
      fixed64(7, good.startNs),
      fixed64(8, good.startNs + SECOND),
      field(9, attributeBytes("recount.feature", field(1, "fuzz-good"))),
    ]),
  );
  const hostile = random.int(1, 3);
  let isMutated = false;
  for (let i = 0; i < hostile; i++) {
    let bytes: Uint8Array = hostileSpanBytes(making, i);
    // Within its own length, so that its neighbours can still be read; a decoder may refuse the request all the same.
    if (random.chance(0.3)) {
      bytes = mutateBytes(random, bytes);
      isMutated = true;
    }
    items.splice(random.int(0, items.length), 0, bytes);
  }
  const resource = Array.from({ length: random.int(0, 2) }, () =>
    attributeBytes(
      random.pick(["service.name", "deployment.environment.name", "x"]),
      hostileAnyValueBytes(random),
    ),
  );
  return {
    kind: isMutated ? "protobuf traces, mutated span" : "protobuf traces",
    path: "/v1/traces",
    headers: { "content-type": PROTOBUF_TYPE },
    body: exportRequest(items, resource),
    good: [{ traceId: good.traceId, spans: good.spanIds.length }],
    hostile,
  };
}

function hostileSpanBytes(making: Making, index: number): Buffer {
  const { random } = making;
  const id = (bytes: number, hex: string) =>
    random.chance(0.85)
      ? Buffer.from(hex, "hex")
      : random.pick([
          Buffer.alloc(bytes),
          Buffer.alloc(bytes - 1, 1),
          Buffer.alloc(bytes + 1, 1),
          Buffer.alloc(0),
          Buffer.alloc(4000, 7),
        ]);
  const attributes = Array.from({ length: random.int(0, 8) }, () =>
    field(9, attributeBytes(random.pick(KEYS), hostileAnyValueBytes(random))),
  );
  if (random.chance(0.01))
    attributes.push(field(9, attributeBytes("deep", nestedBytes(random.pick([31, 33, 65, 5_000, 20_000])))));
  if (random.chance(0.01))
    attributes.push(field(9, attributeBytes(random.pick(KEYS), field(1, "x".repeat(300_000)))));
  const events = Array.from({ length: random.int(0, 2) }, () =>
    field(
      11,
      Buffer.concat([
        fixed64(1, timeOf(making)),
        field(
          2,
          random.pick([
            "gen_ai.user.message",
            "gen_ai.choice",
            "exception",
            "new_token",
            hostileText(random),
          ]),
        ),
        field(
          3,
          attributeBytes(
            random.pick(["content", "gen_ai.prompt", "exception.message", "x"]),
            hostileAnyValueBytes(random),
          ),
        ),
      ]),
    ),
  );
  if (random.chance(0.003))
    for (let i = random.int(500, 5000); i > 0; i--) events.push(field(11, field(2, "gen_ai.user.message")));
  const startNs = timeOf(making);
  const spanId = stableSpanId("bad", making.seed, making.n, index);
  return Buffer.concat([
    field(1, id(16, traceIdOf(making, "bad"))),
    field(2, id(8, spanId)),
    random.chance(0.4)
      ? field(4, id(8, random.pick([spanId, stableSpanId("bad", making.seed, making.n, 1 - index)])))
      : Buffer.alloc(0),
    field(5, hostileText(random)),
    int(6, random.pick([0, 1, 5, 99, 2 ** 40])),
    fixed64(7, startNs),
    fixed64(
      8,
      random.pick([
        startNs + SECOND,
        startNs,
        0n,
        startNs - 10n * SECOND,
        startNs + 200n * DAY,
        (1n << 64n) - 1n,
      ]),
    ),
    ...attributes,
    ...events,
    ...Array.from({ length: random.chance(0.003) ? 2000 : random.int(0, 2) }, () =>
      field(13, Buffer.concat([field(1, Buffer.alloc(16, 3)), field(2, Buffer.alloc(8, 3))])),
    ),
    field(15, Buffer.concat([field(2, hostileText(random)), int(3, random.pick([0, 1, 2, 77]))])),
  ]);
}

function jsonTraces(making: Making): Made {
  const { random } = making;
  const good = goodTrace(making);
  const spans: unknown[] = good.spanIds.map((spanId, i) => ({
    traceId: good.traceId,
    spanId,
    ...(i > 0 ? { parentSpanId: good.spanIds[0] } : {}),
    name: "good",
    startTimeUnixNano: good.startNs.toString(),
    endTimeUnixNano: (good.startNs + SECOND).toString(),
    attributes: [{ key: "recount.feature", value: { stringValue: "fuzz-good" } }],
  }));
  const hostile = random.int(1, 3);
  for (let i = 0; i < hostile; i++) spans.splice(random.int(0, spans.length), 0, hostileSpanJson(making, i));
  const request = {
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: hostileAnyValue(random) }] },
        scopeSpans: [{ scope: { name: hostileText(random) }, spans }],
      },
    ],
  };
  return {
    kind: "json traces",
    path: random.pick(["/v1/traces", "/v1/traces/", "/api/public/otel/v1/traces"]),
    headers: { "content-type": random.pick([JSON_TYPE, "application/json; charset=utf-8"]) },
    body: Buffer.from(JSON.stringify(request)),
    good: [{ traceId: good.traceId, spans: good.spanIds.length }],
    hostile,
  };
}

function hostileSpanJson(making: Making, index: number): unknown {
  const { random } = making;
  const startNs = timeOf(making);
  const spanId = stableSpanId("bad", making.seed, making.n, index);
  const said: Record<string, unknown> = {
    traceId: random.chance(0.85)
      ? traceIdOf(making, "bad")
      : random.pick(["", "0".repeat(32), "xyz", 7, null, "AAAAAAAAAAAAAAAAAAAAAA==", [], "A".repeat(5000)]),
    spanId: random.chance(0.85) ? spanId : random.pick(["", "0".repeat(16), "zz", 1, null, {}]),
    parentSpanId: random.pick([null, "", spanId, "f".repeat(16), 3]),
    name: random.chance(0.8) ? hostileText(random) : hostileJson(random),
    kind: random.pick([1, "SPAN_KIND_CLIENT", "nonsense", -4, 1e99, null]),
    startTimeUnixNano: random.chance(0.9)
      ? startNs.toString()
      : random.pick([Number(startNs), "0x10", "", null]),
    endTimeUnixNano: (startNs + SECOND).toString(),
    attributes: Array.from({ length: random.chance(0.003) ? 1000 : random.int(0, 6) }, () => ({
      key: random.chance(0.9) ? random.pick(KEYS) : hostileJson(random),
      value: hostileAnyValue(random),
    })),
    events: Array.from({ length: random.chance(0.003) ? 1000 : random.int(0, 2) }, () => ({
      timeUnixNano: startNs.toString(),
      name: random.pick(["gen_ai.choice", "exception", "x"]),
      attributes: [{ key: "content", value: hostileAnyValue(random) }],
    })),
    status: random.pick([null, { code: 2, message: hostileText(random) }, { code: "STATUS_CODE_ERROR" }, {}]),
    unknown: hostileJson(random),
  };
  return said;
}

function logs(making: Making): Made {
  const { random } = making;
  const traceId = Buffer.from(traceIdOf(making, "bad"), "hex");
  const names = [
    "gen_ai.user.message",
    "gen_ai.choice",
    "gen_ai.evaluation.result",
    "gen_ai.client.inference.operation.details",
    "x",
  ];
  if (random.chance(0.5)) {
    const records = Array.from({ length: random.chance(0.003) ? 500 : random.int(1, 4) }, () =>
      Buffer.concat([
        fixed64(1, timeOf(making)),
        field(5, hostileAnyValueBytes(random)),
        field(
          6,
          attributeBytes(random.pick([...KEYS, "gen_ai.evaluation.name"]), hostileAnyValueBytes(random)),
        ),
        field(6, attributeBytes("gen_ai.evaluation.name", field(1, hostileText(random)))),
        field(6, attributeBytes("gen_ai.evaluation.score.value", hostileAnyValueBytes(random))),
        field(9, traceId),
        field(10, Buffer.from(stableSpanId("bad", making.seed, making.n, random.int(0, 1)), "hex")),
        field(12, random.pick(names)),
      ]),
    );
    return {
      kind: "protobuf logs",
      path: "/v1/logs",
      headers: { "content-type": PROTOBUF_TYPE },
      body: random.chance(0.3) ? mutateBytes(random, exportRequest(records)) : exportRequest(records),
      good: [],
      hostile: records.length,
    };
  }
  const logRecords = Array.from({ length: random.int(1, 4) }, () => ({
    timeUnixNano: timeOf(making).toString(),
    traceId: traceId.toString("hex"),
    spanId: stableSpanId("bad", making.seed, making.n, 0),
    eventName: random.pick(names),
    body: hostileAnyValue(random),
    attributes: [
      { key: "gen_ai.evaluation.name", value: hostileAnyValue(random) },
      { key: "gen_ai.evaluation.score.value", value: hostileAnyValue(random) },
      { key: random.pick(KEYS), value: hostileAnyValue(random) },
    ],
  }));
  return {
    kind: "json logs",
    path: "/v1/logs",
    headers: { "content-type": JSON_TYPE },
    body: Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })),
    good: [],
    hostile: logRecords.length,
  };
}

function metrics({ random }: Making): Made {
  const points = field(
    2,
    Buffer.concat([field(1, "m"), field(7, Buffer.concat([field(1, Buffer.alloc(20, 9)), field(1, "")]))]),
  );
  const body = exportRequest([points]);
  return {
    kind: "metrics",
    path: "/v1/metrics",
    headers: { "content-type": PROTOBUF_TYPE },
    body: random.chance(0.6) ? mutateBytes(random, body) : body,
    good: [],
    hostile: 2,
  };
}

/** An object whose members are mostly right: a schema that refuses everything tests nothing behind it. */
function spoilt(random: Random, right: Record<string, unknown>, rate: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(right).map(([key, value]) => [key, random.chance(rate) ? hostileJson(random) : value]),
  );
}

function interactions(making: Making): Made {
  const { random, nowNs } = making;
  const iso = (ns: bigint) => {
    const ms = Number(ns / 1_000_000n);
    return ms < 8.64e15 ? new Date(ms).toISOString() : "+275760-09-13T00:00:00.000Z";
  };
  const startNs = random.chance(0.7) ? nowNs - 3600n * SECOND : timeOf(making);
  const traceId = traceIdOf(making, "good");
  const good = {
    id: traceId,
    name: "good",
    feature: "fuzz-good",
    started_at: iso(nowNs - 3600n * SECOND),
    ended_at: iso(nowNs - 3500n * SECOND),
  };
  const bad = spoilt(
    random,
    {
      id: hostileText(random),
      name: hostileText(random),
      started_at: iso(startNs),
      ended_at: iso(startNs + SECOND),
      session_id: hostileText(random),
      user_id: hostileText(random),
      tags: [hostileText(random), "a"],
      metadata: { a: hostileJson(random) },
      prompt: { name: hostileText(random), version: 3, system: hostileText(random) },
      context: [
        {
          id: "d",
          content: hostileText(random),
          score: random.pick(NUMBERS),
          metadata: { x: hostileJson(random) },
        },
      ],
      tools: [{ name: "t", arguments: hostileJson(random), result: hostileJson(random) }],
      model: "gpt-4o",
      provider: hostileText(random),
      messages: [{ role: "user", content: hostileText(random) }],
      output: hostileJson(random),
      usage: { input_total: random.pick(NUMBERS), output_total: random.pick([1, 100, ...NUMBERS]) },
      cost_usd: random.pick([...NUMBERS, "1.5", "999999999"]),
      error: { message: hostileText(random) },
      decision: { subject: hostileText(random), outcome: hostileText(random) },
    },
    0.05,
  );
  const deep = random.chance(0.03) ? `{"interactions":[${"[".repeat(20_000)}${"]".repeat(20_000)}]}` : null;
  return {
    kind: "interactions",
    path: "/api/v1/interactions",
    headers: { "content-type": JSON_TYPE },
    body: Buffer.from(
      deep ?? JSON.stringify({ interactions: random.chance(0.5) ? [bad, good] : [good, bad] }),
    ),
    good: deep === null ? [{ traceId, spans: 1 }] : [],
    hostile: 1,
  };
}

function scores(making: Making): Made {
  const { random } = making;
  const body = spoilt(
    random,
    {
      id: hostileText(random),
      trace_id: traceIdOf(making, "good"),
      name: hostileText(random),
      value: random.pick([...NUMBERS, true, hostileText(random)]),
      comment: hostileText(random),
      correction: hostileText(random),
      source: "user",
    },
    0.1,
  );
  return {
    kind: "scores",
    path: "/api/v1/scores",
    headers: { "content-type": JSON_TYPE },
    body: random.chance(0.9)
      ? Buffer.from(JSON.stringify(body))
      : mutateBytes(random, Buffer.from(JSON.stringify(body))),
    good: [],
    hostile: 1,
  };
}

const EVENT_TYPES = [
  "trace-create",
  "span-create",
  "span-update",
  "generation-create",
  "generation-update",
  "event-create",
  "score-create",
  "sdk-log",
  "agent-create",
  "x",
];

function langfuse(making: Making): Made {
  const { random, nowNs } = making;
  const at = new Date(Number(nowNs / 1_000_000n) - 60_000).toISOString();
  const batch = Array.from({ length: random.int(1, 4) }, () =>
    spoilt(
      random,
      {
        id: hostileText(random),
        type: random.pick(EVENT_TYPES),
        timestamp: at,
        body: spoilt(
          random,
          {
            id: random.chance(0.6) ? `o-${making.n}-${random.int(0, 2)}` : hostileText(random),
            traceId: `t-${making.n}`,
            parentObservationId: `o-${making.n}-${random.int(0, 2)}`,
            name: hostileText(random),
            startTime: at,
            endTime: at,
            completionStartTime: hostileText(random),
            model: "gpt-4o",
            modelParameters: { temperature: hostileJson(random) },
            input: hostileJson(random),
            output: hostileJson(random),
            usage: { input: random.pick(NUMBERS), output: 3, unit: "TOKENS" },
            usageDetails: { input: random.pick(NUMBERS), output: random.pick(NUMBERS) },
            costDetails: { total: random.pick(NUMBERS) },
            metadata: hostileJson(random),
            level: random.pick(["ERROR", "DEFAULT", hostileText(random)]),
            value: random.pick([1, "x", true, ...NUMBERS]),
            tags: [hostileText(random)],
          },
          0.1,
        ),
      },
      0.05,
    ),
  );
  return {
    kind: "langfuse ingestion",
    path: "/api/public/ingestion",
    headers: { "content-type": JSON_TYPE },
    body: Buffer.from(JSON.stringify({ batch })),
    good: [],
    hostile: batch.length,
  };
}

const PATHS = [
  "/v1/traces",
  "/v1/logs",
  "/v1/metrics",
  "/api/v1/interactions",
  "/api/v1/scores",
  "/api/public/ingestion",
  "/runs",
  "/runs/batch",
  "/runs/multipart",
  "/feedback",
];

/** Bytes that mean nothing. */
function noise({ random }: Making): Made {
  const body = Buffer.alloc(random.int(0, 300));
  for (let i = 0; i < body.length; i++) body[i] = random.int(0, 255);
  return {
    kind: "noise",
    path: random.pick(PATHS),
    headers: { "content-type": random.pick([JSON_TYPE, PROTOBUF_TYPE]) },
    body: random.chance(0.5)
      ? body
      : Buffer.from(random.pick(["", "{", "[]", "null", "1", '"x"', "{}", "[".repeat(100_000)])),
    good: [],
    hostile: 0,
  };
}

const MIB = 1024 * 1024;

/** Little on the wire and much behind it: beyond the limit, and just below it, where it has to be decoded. */
function bomb({ random }: Making): Made {
  const [kind, unit, type, path, head, tail] = random.pick([
    ["zeros", "\0", PROTOBUF_TYPE, "/v1/traces", "", ""],
    ["empty spans", "\x12\0", PROTOBUF_TYPE, "/v1/traces", "wrapped", ""],
    ["empty records", "\x12\0", PROTOBUF_TYPE, "/v1/logs", "wrapped", ""],
    [
      "empty spans",
      "{},",
      JSON_TYPE,
      "/v1/traces",
      '{"resourceSpans":[{"scopeSpans":[{"spans":[',
      "{}]}]}]}",
    ],
    ["empty lists", "[],", JSON_TYPE, "/v1/traces", '{"x":[', "1]}"],
    ["empty lists", "[],", JSON_TYPE, "/api/v1/interactions", '{"interactions":[', "1]}"],
    ["open lists", "[", JSON_TYPE, "/v1/traces", "", ""],
    ["open lists", "[", JSON_TYPE, "/api/v1/scores", "", ""],
  ] as const);
  const size = random.pick([8, 32, 60, 200]) * MIB;
  let content = Buffer.concat([
    Buffer.from(head === "wrapped" ? "" : head),
    Buffer.alloc(size, unit, "latin1").subarray(0, size - (size % unit.length)),
    Buffer.from(tail),
  ]);
  if (head === "wrapped") content = field(1, field(2, content)) as typeof content;
  const encoding = random.pick(["gzip", "deflate"]);
  return {
    kind: `bomb of ${size / MIB} MiB of ${kind}`,
    path,
    headers: { "content-type": type, "content-encoding": encoding },
    body: encoding === "gzip" ? gzipSync(content, { level: 1 }) : deflateSync(content, { level: 1 }),
    good: [],
    hostile: 0,
  };
}
