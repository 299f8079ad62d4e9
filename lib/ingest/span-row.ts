import { type BodyIds, carriesOf } from "@/lib/bodies/body-ids";
import type { BodySet } from "@/lib/bodies/body-set";
import { isoOfNs } from "@/lib/model/instant";
import type { Json, JsonObject } from "@/lib/model/json";
import { isModelCall } from "@/lib/model/kind";
import { modelName } from "@/lib/model/model-name";
import { COMPLETENESS } from "@/lib/model/completeness";
import type { ModelSpan } from "@/lib/model/span";
import type { TokenBuckets } from "@/lib/model/tokens";
import { nanoOfUsd } from "@/lib/money/nano-usd";
import { redactSecrets } from "@/lib/privacy/redact";
import { encodeSent } from "@/lib/sent/encode-sent";

import { bodyIds, fingerprintOf, inputDigestOf, partsOf, resourceDigestOf } from "./carried";
import { name, short } from "./label";
import { copyOf, revisionOf } from "./revision";
import type { SaidRow, SpanRow } from "./rows";

/** Nanoseconds are read as numbers, which are exact up to 104 days. */
export const MAX_DURATION_DAYS = 100n;
export const MAX_DURATION_NS = MAX_DURATION_DAYS * 86_400_000_000_000n;
/** Of one call: ten times what the largest context holds. Sums of many stay within their columns. */
const MAX_TOKENS = 100_000_000;
/** Of one span: a sum of many stays exact as a number. */
const MAX_REPORTED_NANO_USD = 1_000_000n * 1_000_000_000n;

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

/** All that the client says; what we make of it is `priceSpan`'s (cost, estimates) and `classifySpan`'s. */
export function spanRow(span: ModelSpan, shardKey: number, set: BodySet): SpanRow {
  const startedAt = isoOfNs(span.startedAtNs);
  const tokens = span.tokens && believable(span.tokens);
  const reported = believableCost(span.reportedCostUsd);
  const settings: JsonObject = {};
  if (Object.keys(span.parameters).length > 0) settings.parameters = span.parameters;
  if (span.toolDefinitions?.length) settings.tools = span.toolDefinitions as unknown as Json;
  const bodies: BodyIds = {
    ...bodyIds(span, span.error, set),
    resource: set.sharedJson(span.resource, () => redactSecrets(span.resource)),
    metadata: set.json(redactSecrets(span.metadata)),
    settings: set.json(settings),
    ...asSent(span, set),
  };
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
    prompt_fingerprint: isModelCall(span.kind) ? fingerprintOf(span, bodies.system) : null,
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
    parts: partsOf(span, span.kind === "tool", span.isError) | (tokens === null ? 0 : COMPLETENESS.tokens),
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
    web_searches: null,
    response_id: short(span.responseId),
    finish_reason: short(span.finishReason),
    tool_name: name(span.toolName),
    tool_call_id: short(span.toolCallId),
    prompt_name: name(span.promptName),
    prompt_label: name(span.promptLabel),
    usage_rule: span.usageRule,
    body_ref: null,
    carries: carriesOf(bodies),
    input_digest: inputDigestOf(bodies),
    resource_digest: resourceDigestOf(bodies.resource),
    label_set: null,
    own_labels: null,
    bodies,
  };
  const asked = row.request_model ?? row.response_model;
  const model = modelName(row.request_model, row.response_model);
  if (model !== asked) row.model_name = model;
  const copy = copyOf(row);
  row.revision = revisionOf(row, span.mergedParts, copy);
  return Object.assign(row, { copy }) as SpanRow;
}

function tagsOf(tags: readonly string[]): string[] | null {
  const names = new Set(tags.map(name).filter((tag) => tag !== null));
  return names.size === 0 ? null : [...names].sort();
}

/** What was sent, beside its bodies; of a span that did not come as one, what has no place of its own. */
function asSent(span: ModelSpan, set: BodySet): Pick<BodyIds, "sent" | "attributes"> {
  if (span.sent) {
    const { sent, keysId } = encodeSent(span.sent, span, span.attributes, set);
    return { sent: set.text(sent), attributes: keysId };
  }
  const rest: JsonObject = {};
  if (Object.keys(span.attributes).length > 0) rest.attributes = redactSecrets(span.attributes);
  if (span.events.length > 0) rest.events = redactSecrets(span.events);
  if (span.links.length > 0) rest.links = span.links;
  return { sent: null, attributes: set.json(rest) };
}
