import { FLAG } from "@/lib/model/flags";
import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import { isModelCall } from "@/lib/model/kind";
import { leadingSystem } from "@/lib/model/leading-system";
import type { SpanKind } from "@/lib/model/kind";
import type { Message } from "@/lib/model/message";
import type { ModelSpan, Rejection } from "@/lib/model/span";

import { MAX_SPAN_CHARACTERS, objectOf } from "../otlp/shape";
import type { OtlpResource, OtlpScope, OtlpSpan } from "../otlp/shape";
import { aiSdk } from "./ai-sdk";
import type { Concepts, Dialect } from "./dialect";
import { errorOf } from "./error-of";
import { Facts } from "./facts";
import { canonicalFinishReason } from "./finish-reasons";
import { genai } from "./genai";
import { genaiEvents } from "./genai-events";
import { genaiFlattened } from "./genai-flattened";
import { logfire } from "./logfire";
import { messagesOf } from "./messages";
import { openinference } from "./openinference";
import { plain } from "./plain";
import { canonicalProvider } from "./providers";
import { recount } from "./recount";
import { ownAttributes, serviceOf } from "./resource";
import { accountUsage, completeUsage } from "./usage";
import type { ReportedUsage } from "./usage";

/** Every dialect that may be spoken, in the order in which they are believed where several say the same. */
const DIALECTS: Dialect[] = [recount, genai, aiSdk, openinference, genaiFlattened, genaiEvents, logfire, plain];

/** Concepts for which another order holds. */
const ORDER: { [Concept in keyof Concepts]?: Dialect[] } = {
  kind: [aiSdk, openinference, genai, genaiFlattened],
  sessionId: [plain, genai],
  userId: [plain, genai],
  name: [logfire],
};

/** End before start by less than this is clock skew, and such a span took no time. */
const MAX_SKEW_NS = 1_000_000_000n;

/**
 * One span of OTLP -> one span of ours. Several dialects may speak in one span: each concept is taken from the one that is
 * believed most about it.
 * @returns "pending" for copies that are sent while the span still runs; a rejection (without its index) for spans that cannot be stored
 */
export function toModelSpan(span: OtlpSpan, resource: OtlpResource, scope: OtlpScope): ModelSpan | "pending" | Omit<Rejection, "index"> {
  const bad = unstorable(span);
  if (bad !== null) return bad;

  const facts = new Facts(span.attributes, span, resource, scope);
  const heard = DIALECTS.filter((dialect) => dialect.speaks(facts)).map((dialect) => ({ dialect, reading: dialect.read(facts) }));
  const readings = heard.map(({ reading }) => reading);
  if (readings.some((reading) => reading.pending === true)) return "pending";
  const first = <Concept extends keyof Concepts>(concept: Concept): Concepts[Concept] | null => {
    const preferred = ORDER[concept];
    if (preferred !== undefined)
      for (const dialect of preferred) {
        const value = heard.find((one) => one.dialect === dialect)?.reading[concept];
        if (value !== undefined && value !== null) return value;
      }
    for (const reading of readings) {
      const value = reading[concept];
      if (value !== undefined && value !== null) return value;
    }
    return null;
  };

  const usage = readings.reduce<ReportedUsage | null>((sum, { usage: next }) => (next ? completeUsage(sum, next) : sum), null);
  const accounted = usage === null ? null : accountUsage(usage);
  const requestModel = first("requestModel");
  const kind = first("kind") ?? (facts.has("gen_ai.tool.call.id") ? "tool" : requestModel !== null && accounted !== null ? "llm" : "other");
  const bodies = bodiesOf(first, kind);
  const { durationNs, ttftNs, streaming } = timesOf(span, first("ttftNs"), first("streaming"));
  const tags = [...new Set(readings.flatMap((reading) => reading.tags ?? []))].filter((tag) => !FRAMEWORK_TAG.test(tag));
  const metadata = Object.assign({}, ...readings.map((reading) => reading.metadata ?? {}).reverse()) as JsonObject;
  const own = ownAttributes(resource);
  const { isError, error } = errorOf(facts, readings.some((reading) => reading.isError === true), first("error") ?? {});

  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId === "" ? null : span.parentSpanId,
    name: first("name") ?? span.name,
    kind,
    startedAtNs: span.startNs,
    durationNs,
    isError,
    error,
    service: serviceOf(resource),
    environment: (first("environment") ?? own.environment)?.toLowerCase() ?? null,
    release: first("release") ?? own.release,
    version: first("version"),
    feature: first("feature") ?? featureIn(metadata, tags),
    functionName: first("functionName"),
    traceName: first("traceName"),
    userId: first("userId"),
    sessionId: first("sessionId"),
    tags,
    metadata,
    provider: isModelCall(kind) || kind === "agent" || kind === "rerank" ? canonicalProvider(first("provider")) : null,
    requestModel,
    responseModel: first("responseModel"),
    responseId: first("responseId"),
    streaming: isModelCall(kind) || kind === "agent" ? streaming : null,
    ttftNs,
    finishReason: canonicalFinishReason(first("finishReason")),
    parameters: Object.assign({}, ...readings.map((reading) => reading.parameters ?? {}).reverse()) as JsonObject,
    tokens: accounted?.tokens ?? null,
    usageRule: accounted?.rule ?? null,
    reportedCostUsd: first("reportedCostUsd"),
    toolName: kind === "tool" ? (first("toolName") ?? span.name) : null,
    toolCallId: kind === "tool" ? first("toolCallId") : null,
    promptName: first("promptName"),
    promptLabel: first("promptLabel"),
    flags: readings.reduce((bits, reading) => bits | (reading.flags ?? 0), span.truncated ? FLAG.truncated : 0),
    scores: readings.flatMap((reading) => reading.scores ?? []),
    ...bodies,
    attributes: facts.rest(),
    events: facts.restOfEvents().map((event): Json => ({ name: event.name, time_unix_nano: event.timeNs.toString(), attributes: objectOf(event.attributes) })),
    links: span.links.map((link): Json => ({ trace_id: link.traceId, span_id: link.spanId, attributes: objectOf(link.attributes) })),
    resource: { attributes: objectOf(resource.attributes), scope: { name: scope.name, version: scope.version, attributes: objectOf(scope.attributes) } },
  };
}

/** Marks that frameworks put among a user's tags. */
const FRAMEWORK_TAG = /^(?:seq:step:|graph:step:|map:key:|langsmith:)/;

function featureIn(metadata: JsonObject, tags: string[]): string | null {
  if (typeof metadata.feature === "string" && metadata.feature !== "") return metadata.feature;
  return tags.find((tag) => tag.startsWith("feature:"))?.slice("feature:".length) || null;
}

function unstorable(span: OtlpSpan): Omit<Rejection, "index"> | null {
  if (span.traceId === "") return { code: "missing_trace_id", message: "A span needs a trace id of 16 bytes that are not all zero." };
  if (span.spanId === "") return { code: "missing_span_id", message: "A span needs a span id of 8 bytes that are not all zero." };
  if (span.size > MAX_SPAN_CHARACTERS) return { code: "attributes_too_large", message: "The attributes of one span may hold up to 16 MiB." };
  if (span.startNs === 0n) return { code: "bad_time", message: "A span needs a start time." };
  if (span.endNs !== 0n && span.startNs - span.endNs > MAX_SKEW_NS) return { code: "bad_time", message: "The span ends more than a second before it starts." };
  return null;
}

/** A first token that came at once, never or after the end was not measured; a call that does not stream has none. */
function timesOf(span: OtlpSpan, saidTtftNs: bigint | null, saidStreaming: boolean | null): Pick<ModelSpan, "durationNs" | "ttftNs" | "streaming"> {
  const durationNs = span.endNs === 0n ? null : span.endNs < span.startNs ? 0n : span.endNs - span.startNs;
  const believable = saidTtftNs !== null && saidTtftNs > 0n && (durationNs === null || saidTtftNs <= durationNs) && saidStreaming !== false;
  return { durationNs, ttftNs: believable ? saidTtftNs : null, streaming: saidStreaming ?? (believable ? true : null) };
}

type Bodies = Pick<ModelSpan, "system" | "input" | "output" | "toolDefinitions" | "inputValue" | "outputValue" | "documents">;

/** Where no dialect's messages were found, a model call's raw input and output may still hold some. */
function bodiesOf(first: <Concept extends keyof Concepts>(concept: Concept) => Concepts[Concept] | null, kind: SpanKind): Bodies {
  const inputValue = first("inputValue");
  const outputValue = first("outputValue");
  const input = first("input") ?? (kind === "llm" ? asMessages(inputValue, "user") : null);
  const output = first("output") ?? (kind === "llm" ? asMessages(outputValue, "assistant") : null);
  return {
    system: first("system") ?? leadingSystem(input),
    input,
    output,
    toolDefinitions: first("toolDefinitions"),
    inputValue: kind === "llm" && input !== null ? null : inputValue,
    outputValue: kind === "llm" && output !== null ? null : outputValue,
    documents: first("documents"),
  };
}

const asMessages = (value: Json, role: string): Message[] | null => {
  if (typeof value === "string") return value === "" ? null : [{ role, content: value }];
  return isObject(value) || Array.isArray(value) ? messagesOf(value, role) : null;
};
