import type { Context } from "@/lib/context";
import { digest128 } from "@/lib/contents/content";
import { ContentSet } from "@/lib/contents/content-set";
import { PriceBook } from "@/lib/cost/price-book";
import { shardKeyOf } from "@/lib/model/ids";
import { isoOfNs } from "@/lib/model/instant";
import type { Json, JsonObject } from "@/lib/model/json";
import { isModelCall } from "@/lib/model/kind";
import { modelName } from "@/lib/model/model-name";
import { PART } from "@/lib/model/parts";
import { plainName } from "@/lib/model/plain-name";
import type {
  Decoded,
  ModelAddition,
  ModelScore,
  ModelSpan,
  Rejection,
  SentSpan,
  SpanBodies,
  SpanError,
} from "@/lib/model/span";
import type { TokenBuckets } from "@/lib/model/tokens";
import { nanoOfUsd } from "@/lib/money/nano-usd";
import { redactSecrets } from "@/lib/privacy/redact";
import { encodeSent } from "@/lib/sent/encode-sent";
import { promptFingerprint } from "@/lib/prompts/fingerprint";
import { LRUCache } from "lru-cache";

import { bill, billDetails } from "./bill";
import { judge } from "./judge";
import type { AdditionRow, Batch, SaidRow, ScoreRow, SpanRow } from "./rows";
import { storableText } from "./text";

/** What accepting one request gives: rows to write, and which spans were refused and why. */
export interface Accepted {
  batch: Batch;
  rejected: Rejection[];
}

const DAY_MS = 86_400_000;
/** Nanoseconds are read as numbers, which are exact up to 104 days. */
const MAX_DURATION_DAYS = 100n;
const MAX_DURATION_NS = MAX_DURATION_DAYS * 86_400_000_000_000n;
const MAX_SHORT = 512;
const MAX_PARTS = 2 ** 30 - 1;
/** A row of an index holds 2,704 bytes, and one index (usage by user, feature and environment) has three labels. */
const MAX_SHORT_BYTES = 840;
/** Of one call: ten times what the largest context holds. Sums of many stay within their columns. */
const MAX_TOKENS = 100_000_000;
/** Of one span: a sum of many stays exact as a number. */
const MAX_REPORTED_NANO_USD = 1_000_000n * 1_000_000_000n;

/** Names and ids are labels, not content: cut where an index or a facet could not hold them. */
function short(text: string | null): string | null {
  if (text === null || text.length * 3 <= MAX_SHORT_BYTES) return text;
  const cut = text.length > MAX_SHORT ? `${text.slice(0, MAX_SHORT - 1)}…` : text;
  if (Buffer.byteLength(cut) <= MAX_SHORT_BYTES) return storableText(cut);
  return storableText(`${text.slice(0, MAX_SHORT_BYTES / 3 - 1)}…`);
}

/** What traces are grouped and found by. */
const name = (text: string | null): string | null => short(plainName(text));

/**
 * Validates, redacts, prices and fingerprints each span and turns it into rows; refuses the bad ones by reason.
 * Pure but for the clock and the prices: the same request gives the same rows.
 */
export function accept(
  ctx: Pick<Context, "project" | "now">,
  decoded: Decoded,
  book: PriceBook = PriceBook.list,
): Accepted {
  const { project } = ctx;
  const rejected = [...decoded.rejected];
  const nowMs = ctx.now().getTime();
  const window = {
    fromMs: nowMs - project.retentionDays * DAY_MS,
    toMs: nowMs + DAY_MS,
    retentionDays: project.retentionDays,
  };
  const sets = new Map<number, ContentSet>();
  const setOf = (shardKey: number) => {
    let set = sets.get(shardKey);
    if (!set) sets.set(shardKey, (set = new ContentSet()));
    return set;
  };
  const batch: Batch = {
    projectId: project.id,
    spans: [],
    additions: [],
    scores: [],
    bodies: new Map(),
    prices: new Map(),
  };

  const estimator = book.estimator?.() ?? null;
  for (const [index, span] of decoded.spans.entries()) {
    const problem = outOfWindow(span.startedAtNs, window);
    if (problem) {
      rejected.push({
        index,
        code: "start_out_of_range",
        message: `span ${span.spanId} (${nameOf(span)}): ${problem}`,
        item: span,
      });
      continue;
    }
    if (span.durationNs !== null && span.durationNs > MAX_DURATION_NS) {
      rejected.push({
        index,
        code: "duration_out_of_range",
        message: `span ${span.spanId} (${nameOf(span)}) lasts more than ${MAX_DURATION_DAYS} days; check the sender's end time`,
        item: span,
      });
      continue;
    }
    const shardKey = shardKeyOf(project.shardKeys, span.traceId);
    const row = spanRow(span, shardKey, setOf(shardKey));
    bill(row, span, book, batch.prices, estimator);
    judge(row, span);
    batch.spans.push(row);
    for (const score of span.scores) batch.scores.push(scoreRow(score, project.shardKeys));
  }
  for (const [index, addition] of decoded.additions.entries()) {
    const problem = outOfWindow(addition.occurredAtNs, window);
    if (problem) {
      rejected.push({
        index,
        code: "time_out_of_range",
        message: `event of span ${addition.spanId}: ${problem}`,
        item: addition,
      });
      continue;
    }
    const shardKey = shardKeyOf(project.shardKeys, addition.traceId);
    const row = additionRow(addition, shardKey, setOf(shardKey));
    if (addition.call) row.call = billDetails(addition.call, addition.occurredAtNs, book, batch.prices);
    batch.additions.push(row);
  }
  for (const score of decoded.scores) batch.scores.push(scoreRow(score, project.shardKeys));
  for (const [shardKey, set] of sets)
    batch.bodies.set(shardKey, { contents: set.contents, contexts: set.contexts });
  return { batch, rejected };
}

/** Enough of a name to find the span by. */
const nameOf = (span: ModelSpan): string =>
  span.name.length > 80 ? `${span.name.slice(0, 80)}…` : span.name;

function outOfWindow(
  ns: bigint,
  window: { fromMs: number; toMs: number; retentionDays: number },
): string | null {
  const ms = Number(ns / 1_000_000n);
  if (ms >= window.fromMs && ms <= window.toMs) return null;
  const when = Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : `${ns} ns`;
  return ms > window.toMs
    ? `starts at ${when}, more than a day in the future; check the sender's clock`
    : `starts at ${when}, before the ${window.retentionDays} days that this project keeps; raise the retention or leave it out`;
}

/** The columns that spans and additions share: bodies by content id. */
function bodyColumns(bodies: SpanBodies, error: SpanError | null, set: ContentSet) {
  return {
    system_id: bodies.system === null ? null : set.text(bodies.system),
    context_id: bodies.input === null ? null : set.context(bodies.input),
    input_id: bodies.inputValue === null ? null : set.value(bodies.inputValue),
    result_id: bodies.outputValue === null ? null : set.value(bodies.outputValue),
    error_id:
      error === null || (error.message === null && error.stack === null)
        ? null
        : set.json({ message: error.message, ...(error.stack === null ? {} : { stack: error.stack }) }),
    output_ids: bodies.output?.length ? bodies.output.map((message) => set.message(message)) : null,
    document_ids: bodies.documents?.length ? [set.documents(bodies.documents)] : null,
  };
}

function partsOf(bodies: SpanBodies, isTool: boolean, failed: boolean): number {
  const said = bodies.output?.some((message) => message.content !== null && message.content !== "") ?? false;
  const asked = bodies.output?.some((message) => (message.tool_calls?.length ?? 0) > 0) ?? false;
  return (
    (bodies.system === null ? 0 : PART.system) |
    (bodies.input?.length || bodies.inputValue !== null ? PART.input : 0) |
    (said || asked || (!isTool && bodies.outputValue !== null) ? PART.output : 0) |
    (bodies.documents === null ? 0 : PART.documents) |
    (isTool && (bodies.outputValue !== null || failed) ? PART.toolResult : 0) |
    (asked ? PART.toolCalls : 0)
  );
}

/** Fingerprints by system content and tools: the regular expressions run once a prompt, not once a call. */
const fingerprints = new LRUCache<string, string>({ max: 5_000 });

function fingerprintOf(bodies: SpanBodies, systemId: string | null): string | null {
  if (bodies.system === null || systemId === null) return null;
  const tools = bodies.toolDefinitions?.length ? JSON.stringify(bodies.toolDefinitions) : "";
  const key = tools === "" ? systemId : `${systemId}${digest128(tools)}`;
  let fingerprint = fingerprints.get(key);
  if (fingerprint === undefined)
    fingerprints.set(key, (fingerprint = promptFingerprint(bodies.system, bodies.toolDefinitions)));
  return fingerprint;
}

/** A count that no provider bills (negative, fractional, beyond any context) is unknown. */
function believable(tokens: TokenBuckets): TokenBuckets {
  const checked = { ...tokens };
  for (const key of Object.keys(checked) as (keyof TokenBuckets)[]) {
    const count = checked[key];
    if (count != null && !(Number.isInteger(count) && count >= 0 && count <= MAX_TOKENS)) checked[key] = null;
  }
  return checked;
}

/** Null for what is not an amount, or is more than a call ever cost. */
function believableCost(usd: string | null): bigint | null {
  const nano = usd === null ? null : nanoOfUsd(usd);
  return nano === null || nano < -MAX_REPORTED_NANO_USD || nano > MAX_REPORTED_NANO_USD ? null : nano;
}

/** All that the client says; what we make of it is `bill`'s (cost, estimates) and `judge`'s. */
function spanRow(span: ModelSpan, shardKey: number, set: ContentSet): SpanRow {
  const startedAt = isoOfNs(span.startedAtNs);
  const tokens = span.tokens && believable(span.tokens);
  const reported = believableCost(span.reportedCostUsd);
  const bodies = bodyColumns(span, span.error, set);
  const settings: JsonObject = {};
  if (Object.keys(span.parameters).length > 0) settings.parameters = span.parameters;
  if (span.toolDefinitions?.length) settings.tools = span.toolDefinitions as unknown as Json;
  const { sent, keysId } = span.sent
    ? encodeSent(span.sent, span, span.attributes, set)
    : leftOver(span, set);
  const row: SaidRow = {
    trace_id: span.traceId,
    span_id: span.spanId,
    started_at: startedAt,
    shard_key: shardKey,
    parent_span_id: span.parentSpanId,
    duration_ns: span.durationNs,
    revision: "0",
    cost_nano_usd: null,
    reported_cost_nano_usd: reported,
    price_id: null,
    // Of a call that has not ended, any first token would be before its end.
    ttft_ns: span.ttftNs !== null && span.ttftNs > MAX_DURATION_NS ? null : span.ttftNs,
    prompt_fingerprint: isModelCall(span.kind) ? fingerprintOf(span, bodies.system_id) : null,
    input_uncached_tokens: tokens?.inputUncached ?? null,
    cache_read_tokens: tokens?.cacheRead ?? null,
    cache_write_tokens: tokens?.cacheWrite ?? null,
    cache_write_1h_tokens: tokens?.cacheWrite1h ?? null,
    input_audio_tokens: tokens?.inputAudio ?? null,
    output_text_tokens: tokens?.outputText ?? null,
    reasoning_tokens: tokens?.reasoning ?? null,
    output_audio_tokens: tokens?.outputAudio ?? null,
    cache_read_audio_tokens: tokens?.cacheReadAudio ?? null,
    cache_read_image_tokens: tokens?.cacheReadImage ?? null,
    input_image_tokens: tokens?.inputImage ?? null,
    input_video_tokens: tokens?.inputVideo ?? null,
    output_image_tokens: tokens?.outputImage ?? null,
    output_video_tokens: tokens?.outputVideo ?? null,
    parts: partsOf(span, span.kind === "tool", span.isError) | (tokens === null ? 0 : PART.tokens),
    flags: span.flags,
    is_error: span.isError,
    streaming: span.streaming,
    kind: span.kind,
    name: name(span.name) ?? "",
    error_type: short(span.isError ? (span.error?.type ?? "error") : (span.error?.type ?? null)),
    service: name(span.service),
    environment: name(span.environment),
    release: name(span.release),
    version: name(span.version),
    feature: name(span.feature),
    function_name: name(span.functionName),
    trace_name: name(span.traceName),
    user_id: name(span.userId),
    session_id: name(span.sessionId),
    tags: tagsOf(span.tags),
    provider: name(span.provider),
    request_model: name(span.requestModel),
    response_model: name(span.responseModel),
    model_name: null,
    service_tier: null,
    endpoint_region: null,
    response_id: short(span.responseId),
    finish_reason: short(span.finishReason),
    tool_name: name(span.toolName),
    tool_call_id: short(span.toolCallId),
    prompt_name: name(span.promptName),
    prompt_label: name(span.promptLabel),
    usage_rule: span.usageRule,
    resource_id: set.sharedJson(span.resource, () => redactSecrets(span.resource)),
    attributes_id: keysId,
    sent,
    metadata_id: set.json(redactSecrets(span.metadata)),
    settings_id: set.json(settings),
    ...bodies,
  };
  const asked = row.request_model ?? row.response_model;
  const model = modelName(row.request_model, row.response_model);
  if (model !== asked) row.model_name = model;
  row.revision = revisionOf(row, span.mergedParts);
  return row as SpanRow;
}

function tagsOf(tags: readonly string[]): string[] | null {
  const names = new Set(tags.map(name).filter((tag) => tag !== null));
  return names.size === 0 ? null : [...names].sort();
}

/** Of a span that did not come as one: what has no place of its own. */
function leftOver(span: ModelSpan, set: ContentSet): { sent: null; keysId: string | null } {
  const rest: JsonObject = {};
  if (Object.keys(span.attributes).length > 0) rest.attributes = redactSecrets(span.attributes);
  if (span.events.length > 0) rest.events = redactSecrets(span.events);
  if (span.links.length > 0) rest.links = span.links;
  return { sent: null, keysId: set.json(rest) };
}

/**
 * What tells two copies of a span apart. Where all of it is kept as it was sent, that is it, with the bodies that it refers to: everything else is
 * made of it, and a column more is no other copy.
 */
const allSaid = (row: SaidRow): readonly unknown[] =>
  row.sent === null
    ? Object.values(row)
    : [
        row.sent,
        row.attributes_id,
        row.resource_id,
        row.trace_id,
        row.span_id,
        row.parent_span_id,
        row.started_at,
        row.duration_ns,
        row.name,
        row.flags,
        row.system_id,
        row.context_id,
        row.input_id,
        row.result_id,
        row.output_ids,
        row.document_ids,
      ];

/**
 * Which of two copies of a span wins, whatever order they come in: an ended one before an open one, then the one that says
 * more, then the greater digest. What a client says twice has one revision, whatever it costs by now: a retry changes
 * nothing, and a span that was given another price keeps it.
 * 63 bits: ended 1 · filled columns 10 · digest 48. Of a span merged from pieces: merged 1 · pieces 30 · digest 32; whoever saw
 * more pieces saw a superset, which may say less (an error withdrawn, a start corrected) and is right all the same.
 */
function revisionOf(row: SaidRow, mergedParts: number | undefined): string {
  const said = digest128(allSaid(row).join("\u001f"));
  if (mergedParts !== undefined) {
    const digest = BigInt(`0x${said.slice(0, 8)}`);
    return ((1n << 62n) | (BigInt(Math.min(mergedParts, MAX_PARTS)) << 32n) | digest).toString();
  }
  let filled = 0;
  for (const name in row) {
    const value = row[name as keyof SaidRow];
    if (value !== null && value !== 0) filled++;
  }
  const digest = BigInt(`0x${said.slice(0, 12)}`);
  return ((row.duration_ns === null ? 0n : 1n << 58n) | (BigInt(filled) << 48n) | digest).toString();
}

function additionRow(addition: ModelAddition, shardKey: number, set: ContentSet): AdditionRow {
  const bodies = bodyColumns(addition, addition.error, set);
  const row: AdditionRow = {
    trace_id: addition.traceId,
    span_id: addition.spanId,
    addition_id: "",
    occurred_at: isoOfNs(addition.occurredAtNs),
    shard_key: shardKey,
    parts: partsOf(addition, false, false),
    prompt_fingerprint: fingerprintOf(addition, bodies.system_id),
    finish_reason: short(addition.finishReason),
    settings_id: addition.toolDefinitions?.length
      ? set.json({ tools: addition.toolDefinitions as unknown as Json })
      : null,
    ...leftOfAddition(addition, set),
    call: null,
    ...bodies,
  };
  row.addition_id = digest128(Object.values(row).join("\u001f"));
  return row;
}

function leftOfAddition(
  addition: ModelAddition,
  set: ContentSet,
): { sent: string | null; attributes_id: string | null } {
  const { records } = addition;
  if (!records?.length) return { sent: null, attributes_id: set.json(redactSecrets(addition.attributes)) };
  const sent: SentSpan = { attributes: NO_ATTRIBUTES, events: records, links: [], about: null };
  return { sent: encodeSent(sent, addition, {}, set).sent, attributes_id: null };
}

const NO_ATTRIBUTES: SentSpan["attributes"] = new Map();

function scoreRow(score: ModelScore, shardKeys: readonly number[]): ScoreRow {
  const kind =
    typeof score.value === "number" ? "number" : typeof score.value === "boolean" ? "boolean" : "category";
  return {
    id: short(score.id) as string,
    // A session's score lies on a fixed shard: it belongs to no trace.
    shard_key: score.traceId === null ? (shardKeys[0] as number) : shardKeyOf(shardKeys, score.traceId),
    trace_id: score.traceId,
    session_id: score.traceId === null ? name(score.sessionId) : null,
    span_id: score.spanId,
    name: short(score.name) as string,
    data_type: kind,
    value_number:
      typeof score.value === "number"
        ? score.value
        : typeof score.value === "boolean"
          ? Number(score.value)
          : null,
    value_text: typeof score.value === "string" ? score.value : null,
    source: score.source,
    comment: score.comment,
    correction: score.correction,
    created_at: score.at,
    revised_at: score.at,
  };
}
