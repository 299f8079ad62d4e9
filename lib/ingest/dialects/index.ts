import { FLAG } from "@/lib/model/flags";
import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import { isModelCall } from "@/lib/model/kind";
import { leadingSystem } from "@/lib/model/leading-system";
import type { SpanKind } from "@/lib/model/kind";
import type { Message } from "@/lib/model/message";
import type { ModelScore, ModelSpan, Rejection, SpanBodies } from "@/lib/model/span";

import { badTime, MAX_SPAN_CHARACTERS, objectOf } from "../otlp/shape";
import type { OtlpEvent, OtlpLink, OtlpResource, OtlpScope, OtlpSpan } from "../otlp/shape";
import { errorOf } from "./error-of";
import { Facts } from "./facts";
import { canonicalFinishReason } from "./finish-reasons";
import { pick, readDialects, merged } from "./read-dialects";
import type { Readings } from "./read-dialects";
import { callsIn, messagesOf } from "./messages";
import { providerOfHost } from "./hosts";
import { kindByEvidence } from "./kind-by-evidence";
import { canonicalProvider } from "./providers";
import { orPythonMessages } from "./python-messages";
import { rawCall, readRawCall } from "./raw-call";
import { dated } from "./recount";
import { originOf } from "./resource";
import { featureIn, isFrameworkTag } from "./tags";
import { vectorsIn } from "./vectors";
import { accountOtherwise, accountUsage, completeUsage } from "./usage";
import type { Accounted } from "./usage";
import type { ReportedUsage } from "./reported-usage";

/** End before start by less than this is clock skew, and such a span took no time. */
const MAX_SKEW_NS = 1_000_000_000n;

/**
 * One span of OTLP -> one span of ours. Several dialects may speak in one span: each concept is taken from the one that is
 * believed most about it.
 * @returns "pending" for copies that are sent while the span still runs; a rejection (without its index) for spans that cannot be stored
 */
export function toModelSpan(
  span: OtlpSpan,
  resource: OtlpResource,
  scope: OtlpScope,
): ModelSpan | "pending" | Omit<Rejection, "index"> {
  const bad = unstorable(span);
  if (bad !== null) return bad;

  const facts = new Facts(span.attributes, span, resource, scope);
  let readings = readDialects(facts);
  if (pick(readings, "pending")) return "pending";
  const kind = pick(readings, "kind") ?? kindByEvidence(readings);
  if (isModelCall(kind)) {
    const reading = readRawCall(pick(readings, "inputValue"), pick(readings, "outputValue"));
    readings = [...readings, { dialect: rawCall, reading }];
  }

  const { usage, flags, failed, scores, tags } = gatheredFrom(readings);
  const accounted = usage === null ? null : accountUsage(usage);
  const reportedCostUsd = pick(readings, "reportedCostUsd");
  const requestModel = pick(readings, "requestModel");
  const bodies = bodiesOf(readings, kind, facts);
  const { durationNs, ttftNs, streaming } = timesOf(
    span,
    pick(readings, "ttftNs"),
    pick(readings, "streaming"),
    facts,
  );
  const metadata = merged(readings, "metadata");
  const origin = originOf(resource, scope);
  const { isError, error } = errorOf(facts, failed, pick(readings, "error") ?? NO_ERROR);
  const isCall = isModelCall(kind) || kind === "agent" || (kind === "workflow" && accounted !== null);
  const links = span.links.length === 0 ? NOTHING : span.links.map(linkJson);

  const model: ModelSpan = {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId === "" ? null : span.parentSpanId,
    name: pick(readings, "name") ?? span.name,
    kind,
    startedAtNs: span.startNs,
    durationNs,
    isError,
    error,
    service: origin.service ?? pick(readings, "service"),
    environment: pick(readings, "environment")?.toLowerCase() ?? origin.environment,
    release: pick(readings, "release") ?? origin.release,
    version: pick(readings, "version"),
    feature: pick(readings, "feature") ?? featureIn(metadata, tags),
    functionName: pick(readings, "functionName"),
    traceName: pick(readings, "traceName"),
    userId: pick(readings, "userId"),
    sessionId: pick(readings, "sessionId"),
    tags: [...tags],
    metadata,
    provider: isCall || kind === "rerank" ? providerOf(readings, facts) : null,
    requestModel,
    responseModel: pick(readings, "responseModel"),
    responseId: pick(readings, "responseId"),
    streaming: isCall ? streaming : null,
    ttftNs,
    // Not said, but a call that asked for tools ended with that.
    finishReason:
      canonicalFinishReason(pick(readings, "finishReason")) ??
      (kind === "llm" && callsIn(bodies.output).length > 0 ? "tool_calls" : null),
    parameters: { ...merged(readings, "parameters"), ...pick(readings, "served") },
    tokens: accounted?.tokens ?? null,
    usageRule: accounted?.rule ?? null,
    reportedCostUsd,
    toolName: kind === "tool" ? (pick(readings, "toolName") ?? span.name) : null,
    toolCallId: kind === "tool" ? pick(readings, "toolCallId") : null,
    promptName: pick(readings, "promptName"),
    promptLabel: pick(readings, "promptLabel"),
    flags: span.truncated || facts.cutJson ? flags | FLAG.truncated : flags,
    dialect: dialectOf(readings),
    scores,
    system: bodies.system,
    input: bodies.input,
    output: bodies.output,
    toolDefinitions: bodies.toolDefinitions,
    inputValue: bodies.inputValue,
    outputValue: bodies.outputValue,
    documents: bodies.documents,
    attributes: facts.rest(),
    events: facts.restOfEvents().map(eventJson),
    links,
    sent: {
      attributes: span.attributes,
      events: span.events.length === 0 ? NOTHING : span.events.map(eventJson),
      links,
      about: aboutOf(span),
    },
    resource: origin.body,
  };
  const doubts = doubtsOf(usage, accounted, reportedCostUsd, pick(readings, "cacheCostUsd"));
  const webSearches = pick(readings, "webSearches");
  if (webSearches !== null) model.webSearches = webSearches;
  return doubts === null ? model : Object.assign(model, doubts);
}

/** What every dialect adds to, instead of one being believed. */
function gatheredFrom(readings: Readings) {
  let usage: ReportedUsage | null = null;
  let flags = 0;
  let failed = false;
  const scores: ModelScore[] = [];
  const tags = new Set<string>();
  for (const { reading } of readings) {
    if (reading.usage) usage = completeUsage(usage, reading.usage);
    if (reading.flags) flags |= reading.flags;
    if (reading.isError) failed = true;
    if (reading.scores) scores.push(...reading.scores);
    for (const tag of reading.tags ?? []) if (!isFrameworkTag(tag)) tags.add(tag);
  }
  return { usage, flags, failed, scores, tags };
}

const NOTHING: Json[] = [];

const eventJson = ({ name, timeNs, attributes, droppedAttributes }: OtlpEvent): Json => ({
  name,
  time_unix_nano: timeNs.toString(),
  attributes: objectOf(attributes),
  ...(droppedAttributes === undefined ? {} : { dropped_attributes_count: droppedAttributes }),
});

const linkJson = ({ traceId, spanId, attributes, traceState, flags, droppedAttributes }: OtlpLink): Json => ({
  trace_id: traceId,
  span_id: spanId,
  attributes: objectOf(attributes),
  ...(traceState ? { trace_state: traceState } : {}),
  ...(flags === undefined ? {} : { flags }),
  ...(droppedAttributes === undefined ? {} : { dropped_attributes_count: droppedAttributes }),
});

const SPAN_KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const STATUS_CODES = ["UNSET", "OK", "ERROR"];

/** Sampled, and the parent is of the same process or not told: what nearly every span has. */
const USUAL_FLAGS = new Set([undefined, 0x001, 0x101]);

/** Kinds, codes and flags that most spans have are not said. */
function aboutOf(span: OtlpSpan): JsonObject | null {
  const { kind, statusCode, statusMessage, traceState, flags } = span;
  const { droppedAttributes, droppedEvents, droppedLinks } = span;
  const said = kind > 1 || statusCode !== 0 || statusMessage !== "" || traceState !== "";
  if (!said && !span.truncated && USUAL_FLAGS.has(flags)) return null;
  const about: JsonObject = {
    ...(kind > 1 ? { kind: SPAN_KINDS[kind] ?? kind } : {}),
    ...(statusCode === 0 ? {} : { status_code: STATUS_CODES[statusCode] ?? statusCode }),
    ...(statusMessage === "" ? {} : { status_message: statusMessage }),
    ...(traceState === "" ? {} : { trace_state: traceState }),
    ...(flags === undefined || USUAL_FLAGS.has(flags) ? {} : { flags }),
    ...(droppedAttributes === undefined ? {} : { dropped_attributes_count: droppedAttributes }),
    ...(droppedEvents === undefined ? {} : { dropped_events_count: droppedEvents }),
    ...(droppedLinks === undefined ? {} : { dropped_links_count: droppedLinks }),
  };
  return Object.keys(about).length === 0 ? null : about;
}

/** The first that is a client's own: ours and plain OpenTelemetry are spoken beside others. */
const dialectOf = (readings: Readings): string =>
  (readings.find(({ dialect: { name } }) => name !== "recount" && name !== "plain") ?? readings[0])?.dialect
    .name ?? "plain";

const NO_ERROR = {};

/** What is to be settled where prices are known: whether what the client says it cost fits another reading of its counts. */
function doubtsOf(
  usage: ReportedUsage | null,
  accounted: Accounted | null,
  reportedCostUsd: string | null,
  cacheCostUsd: { read: number; write: number } | null,
): Pick<ModelSpan, "otherTokens" | "cacheCostUsd"> | null {
  if (usage === null || accounted === null) return null;
  const isCacheCounted = usage.cacheRead != null || usage.cacheWrite != null;
  if (cacheCostUsd !== null && !isCacheCounted) return { cacheCostUsd };
  if (reportedCostUsd === null || !accounted.isHabit) return null;
  const otherwise = accountOtherwise(usage);
  return otherwise === null ? null : { otherTokens: otherwise.tokens };
}

/**
 * Some write the framework's name in the provider's place: the first who names a provider. Servers with OpenAI's interface are
 * asked through OpenAI's library, which names OpenAI whoever answers: there, and where nobody is named, the address tells.
 */
function providerOf(readings: Readings, facts: Facts): string | null {
  let said: string | null = null;
  for (const { reading } of readings)
    if ((said = canonicalProvider(reading.provider ?? null)) !== null) break;
  if (said !== null && said !== "openai") return said;
  for (const key of ADDRESSES) {
    const provider = providerOfHost(facts.peek(key));
    if (provider !== null) return provider;
  }
  return said;
}

/** Attributes that hold the address that a call was sent to, as a host or a URL. */
const ADDRESSES = [
  "server.address",
  "url.full",
  "gen_ai.openai.api_base",
  "llm.openai.api_base",
  "openai.api_base",
  "http.url",
  "http.host",
  "net.peer.name",
];

function unstorable(span: OtlpSpan): Omit<Rejection, "index"> | null {
  if (span.traceId === "")
    return {
      code: "missing_trace_id",
      message: "A span needs a trace id of 16 bytes that are not all zero.",
    };
  if (span.spanId === "")
    return { code: "missing_span_id", message: "A span needs a span id of 8 bytes that are not all zero." };
  if (span.size > MAX_SPAN_CHARACTERS)
    return { code: "attributes_too_large", message: "The attributes of one span may hold up to 16 MiB." };
  if (span.badTime !== undefined) return badTime(span.badTime);
  if (span.startNs === 0n) return { code: "bad_time", message: "A span needs a start time." };
  if (span.endNs !== 0n && span.startNs - span.endNs > MAX_SKEW_NS)
    return { code: "bad_time", message: "The span ends more than a second before it starts." };
  return null;
}

/** A model's server measures the first token of every answer, streamed or not. */
const isOfServer = (facts: Facts): boolean =>
  facts.has("gen_ai.latency.time_to_first_token") || facts.has("gen_ai.server.time_to_first_token");

/** A first chunk that came with the end: whoever does not say that he streams did not. */
const WITH_THE_END_NS = 1_000_000n;

/** A first token that came at once, never or after the end was not measured; a call that does not stream has none. */
function timesOf(
  span: OtlpSpan,
  saidTtftNs: bigint | null,
  saidStreaming: boolean | null,
  facts: Facts,
): Pick<ModelSpan, "durationNs" | "ttftNs" | "streaming"> {
  const durationNs = span.endNs === 0n ? null : span.endNs < span.startNs ? 0n : span.endNs - span.startNs;
  const believable =
    saidTtftNs !== null &&
    saidTtftNs > 0n &&
    (durationNs === null ||
      (saidTtftNs <= durationNs && (saidStreaming === true || durationNs - saidTtftNs > WITH_THE_END_NS))) &&
    saidStreaming !== false;
  return {
    durationNs,
    ttftNs: believable ? saidTtftNs : null,
    streaming: saidStreaming ?? (believable && !isOfServer(facts) ? true : null),
  };
}

/** Where no dialect's messages were found, a model call's raw input and output may still hold some. */
function bodiesOf(readings: Readings, kind: SpanKind, facts: Facts): SpanBodies {
  const inputValue = pick(readings, "inputValue");
  let outputValue = pick(readings, "outputValue");
  const vectors = kind === "embedding" ? vectorsIn(outputValue ?? undefined) : null;
  if (vectors !== null) {
    facts.keep("embedding.vectors", vectors);
    outputValue = null;
  }
  const input = pick(readings, "input") ?? (kind === "llm" ? asMessages(inputValue, "user") : null);
  const output = pick(readings, "output") ?? (kind === "llm" ? asMessages(outputValue, "assistant") : null);
  return {
    system: pick(readings, "system") ?? leadingSystem(input),
    input,
    output,
    toolDefinitions: pick(readings, "toolDefinitions"),
    inputValue: kind === "llm" && input !== null ? null : inputValue,
    outputValue: kind === "llm" && output !== null ? null : outputValue,
    documents: dated(pick(readings, "documents"), facts),
  };
}

const asMessages = (said: Json, role: string): Message[] | null => {
  const value = orPythonMessages(said);
  if (typeof value === "string") return value === "" ? null : [{ role, content: value }];
  return isObject(value) || Array.isArray(value) ? messagesOf(value, role) : null;
};
