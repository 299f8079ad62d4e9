import type { CallDetails } from "./call-details";
import type { Json, JsonObject } from "./json";
import type { SpanKind } from "./kind";
import type { Document, Message, ToolDefinition } from "./message";
import type { TokenBuckets } from "./tokens";

/** What went wrong, first line as message, the rest as stack. */
export interface SpanError {
  /** `error.type`, exception type or a class parsed from the message. */
  type: string | null;
  message: string | null;
  stack: string | null;
}

/** A judgement that travels with telemetry; span and trace may be unknown to us yet. */
export interface ModelScore {
  /** Deterministic when the client gives none: hash of target, name and content. */
  id: string;
  traceId: string | null;
  spanId: string | null;
  sessionId: string | null;
  name: string;
  value: number | string | boolean;
  source: "user" | "reviewer" | "code" | "model";
  comment: string | null;
  correction: string | null;
  /** ISO time of the judgement; the later one of an id wins. */
  at: string;
}

/**
 * The bodies that a span, or a log event about it, carries. Null: not on the wire.
 * Everything here is a body (lib/bodies); everything else of a span is a narrow fact.
 */
export interface SpanBodies {
  /** System instructions: said apart, or the leading system/developer messages of the input. */
  system: string | null;
  /** Input messages as sent, system messages included. */
  input: Message[] | null;
  output: Message[] | null;
  toolDefinitions: ToolDefinition[] | null;
  /** Input that is not messages: tool arguments, a retrieval's query, embedded texts, a span's input. */
  inputValue: Json;
  /** Output that is not messages: a tool's result, a span's output. */
  outputValue: Json;
  documents: Document[] | null;
}

/** A span as its client sent it, whole, for whoever wants to see it to the letter. */
export interface SentSpan {
  /** In the client's order. */
  attributes: ReadonlyMap<string, Json>;
  events: Json[];
  links: Json[];
  /** What else the span said of itself: kind, status, trace state; null: nothing. */
  about: JsonObject | null;
}

/** One step of a trace in our words, whatever client sent it. Made by dialects, consumed by accept. */
export interface ModelSpan extends SpanBodies {
  /** 32 lower-case hex digits, not all zero. */
  traceId: string;
  /** 16 lower-case hex digits, not all zero. */
  spanId: string;
  parentSpanId: string | null;
  name: string;
  kind: SpanKind;
  /** Nanoseconds since the epoch. */
  startedAtNs: bigint;
  /** Null: not ended yet. */
  durationNs: bigint | null;
  isError: boolean;
  error: SpanError | null;

  service: string | null;
  environment: string | null;
  release: string | null;
  version: string | null;
  /** Said explicitly: `recount.feature`, `metadata.feature`, `feature`, tag `feature:x`. */
  feature: string | null;
  /** The dialect's function, workflow or agent name. */
  functionName: string | null;
  /** An explicit name of the trace. */
  traceName: string | null;
  userId: string | null;
  sessionId: string | null;
  tags: string[];
  metadata: JsonObject;

  provider: string | null;
  requestModel: string | null;
  responseModel: string | null;
  responseId: string | null;
  /** Null: the client does not say. */
  streaming: boolean | null;
  /** From the request to the first content token; null unless streamed and believable. */
  ttftNs: bigint | null;
  /** Canonical: stop, tool_calls, length, content_filter, error, other. */
  finishReason: string | null;
  /** Request parameters under OpenTelemetry's last word: temperature, max_tokens, top_p, … */
  parameters: JsonObject;

  tokens: TokenBuckets | null;
  /** Searches of the web that the provider ran within the call, where that is said. */
  webSearches?: number;
  /** Which rule made disjoint buckets of the reported numbers; for debugging bills. */
  usageRule: string | null;
  /** US dollars as a decimal string, as the client reports it. */
  reportedCostUsd: string | null;
  /** The buckets under the other answer to whether the input includes the cache, where only habit chose: cost may tell. */
  otherTokens?: TokenBuckets;
  /** What the cached tokens cost that the client does not count: without them the input has no known price. */
  cacheCostUsd?: { read: number; write: number };

  toolName: string | null;
  toolCallId: string | null;

  promptName: string | null;
  promptLabel: string | null;

  /** Bits of lib/model/flags.ts. */
  flags: number;
  /** Whose words it was said in, where it was made out from attributes. */
  dialect?: string;
  scores: ModelScore[];

  /** What no dialect maps, verbatim: attributes, span events, links. */
  attributes: JsonObject;
  events: Json[];
  links: Json[];
  /** All of it; absent: it came on a road where the three above are all there is. */
  sent?: SentSpan;
  /** Resource and scope: `{ attributes, scope: { name, version, attributes } }`. */
  resource: JsonObject;

  /** Of how many pieces it was merged, when its object came in pieces: a copy made of more of them wins. */
  mergedParts?: number;
}

/** Something about a span that came on another road (a log event): joins the span when its trace is derived. */
export interface ModelAddition extends SpanBodies {
  traceId: string;
  spanId: string;
  /** Nanoseconds since the epoch, of the event. */
  occurredAtNs: bigint;
  finishReason: string | null;
  error: SpanError | null;
  /** What it tells of the call, where it counts tokens; without what that costs, which is not the sender's to say. */
  call?: Omit<CallDetails, "costNanoUsd" | "priceId"> | null;
  /** What no dialect maps, verbatim. */
  attributes: JsonObject;
  /** The records that it was made of, as they were sent; absent: `attributes` is all there is to keep. */
  records?: Json[];
}

/** A span, record or item that cannot be stored: the sender is told which and why. */
export interface Rejection {
  /** Position in the request, in wire order. */
  index: number;
  /** Stable word: missing_trace_id, start_out_of_range, … */
  code: string;
  message: string;
  /** What was refused, as far as it was read, with its `resource`: for the quarantine, and never part of an answer. */
  item?: unknown;
}

/** What one request says, decoded. */
export interface Decoded {
  spans: ModelSpan[];
  additions: ModelAddition[];
  scores: ModelScore[];
  rejected: Rejection[];
  /** Records understood and left alone (log lines that are not about AI, metric points). */
  ignored: number;
  /** Of these the log records, by name and reason: their senders are told, and they are counted. */
  unkept?: Unkept[];
}

/** Log records of one name that became nothing. */
export interface Unkept {
  /** Of the event, cut; "" for a record without one. */
  name: string;
  /** Stable word: not_genai, no_span, no_content, no_time. */
  reason: string;
  records: number;
}
