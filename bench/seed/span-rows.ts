import { type BodyIds, carriesOf, NO_BODIES } from "@/lib/bodies/body-ids";
import type { StoredSpan } from "@/lib/derive/read-facts";
import { isoOfUs } from "@/lib/derive/write-derived";
import { inputDigestOf, resourceDigestOf } from "@/lib/ingest/carried";
import type { Labels } from "@/lib/model/labels";

/** A span as accept would have it stored, and what its trace decides about it. */
export interface SeedSpan extends StoredSpan {
  priceId: string | null;
  toolCallId: string | null;
  usageRule: string | null;
  failure: string | null;
  bodies: BodyIds;
  /** The number of the set of its labels; null: it is not stored yet. */
  labelSet: string | null;
  /** Where the record of them lies; null: it carries nothing, or they are not in a block yet. */
  bodyRef: string | null;
  /** The input's parts; together they are the input tokens. */
  inputSystemTokens: number | null;
  inputToolsTokens: number | null;
  inputHistoryTokens: number | null;
  inputRetrievedTokens: number | null;
  inputUserTokens: number | null;
  derivedStep: string | null;
  derivedAttempt: number | null;
}

type Value = string | number | boolean | null;

/** Columns of `span_rows` and what stands in them, as COPY takes it in text: no value here holds a tab or a backslash. */
const COLUMNS: Record<string, (span: SeedSpan) => Value> = {
  label_set: (span) => span.labelSet,
  project_id: (span) => span.projectId,
  trace_id: (span) => span.traceId,
  span_id: (span) => `\\\\x${span.spanId}`,
  parent_span_id: (span) => (span.parentSpanId === null ? null : `\\\\x${span.parentSpanId}`),
  started_at: (span) => isoOfUs(span.startedUs),
  shard_key: (span) => span.shardKey,
  duration_ns: (span) => span.durationNs,
  revision: (span) => span.revision,
  cost_nano_usd: (span) => span.costNanoUsd,
  price_id: (span) => span.priceId,
  ttft_ns: (span) => span.ttftNs,
  prompt_fingerprint: (span) => span.promptFingerprint,
  input_uncached_tokens: (span) => span.inputUncachedTokens,
  cache_read_tokens: (span) => span.cacheReadTokens,
  output_text_tokens: (span) => span.outputTextTokens,
  reasoning_tokens: (span) => span.reasoningTokens,
  parts: (span) => span.parts,
  flags: (span) => span.flags,
  is_error: (span) => span.isError,
  streaming: (span) => span.streaming,
  user_id: (span) => span.userId,
  session_id: (span) => span.sessionId,
  tags: (span) => (span.tags === null ? null : `{${span.tags.join(",")}}`),
  response_id: (span) => span.responseId,
  tool_call_id: (span) => span.toolCallId,
  input_system_tokens: (span) => span.inputSystemTokens,
  input_tools_tokens: (span) => span.inputToolsTokens,
  input_history_tokens: (span) => span.inputHistoryTokens,
  input_retrieved_tokens: (span) => span.inputRetrievedTokens,
  input_user_tokens: (span) => span.inputUserTokens,
  body_ref: (span) => span.bodyRef,
  carries: (span) => carriesOf(span.bodies),
  input_digest: (span) => span.inputDigest,
  resource_digest: (span) => span.resourceDigest,
  derived_kind: (span) => span.derivedKind,
  derived_feature: (span) => span.derivedFeature,
  derived_user_id: (span) => span.derivedUserId,
  derived_session_id: (span) => span.derivedSessionId,
  derived_environment: (span) => span.derivedEnvironment,
  derived_release: (span) => span.derivedRelease,
  derived_ttft_ns: (span) => span.derivedTtftNs,
  derived_fingerprint: (span) => span.derivedFingerprint,
  derived_parts: (span) => span.derivedParts,
  derived_step: (span) => span.derivedStep,
  derived_attempt: (span) => span.derivedAttempt,
  derived_call_id: (span) => (span.derivedCallId === null ? null : `\\\\x${span.derivedCallId}`),
  derived_call_rank: (span) => span.derivedCallRank,
  derived_order: (span) => span.derivedOrder,
};

export const SPAN_COPY_COLUMNS = Object.keys(COLUMNS).join(", ");
const VALUES = Object.values(COLUMNS);

/** One line of COPY. */
export function spanLine(span: SeedSpan): string {
  let line = "";
  for (const value of VALUES) {
    const said = value(span);
    line += line === "" ? said : said === null ? "\t\\N" : `\t${said}`;
  }
  return `${line}\n`;
}

/** Says where what it carries lies. @param ref of its record */
export function setPlace(span: SeedSpan, ref: string): void {
  const { bodies } = span;
  span.bodyRef = ref;
  span.inputDigest = inputDigestOf(bodies);
  span.resourceDigest = resourceDigestOf(bodies.resource);
  span.systemRef = bodies.system && ref;
  span.contextRef = bodies.context && ref;
  span.inputRef = bodies.input && ref;
  span.resultRef = bodies.result && ref;
  span.outputRef = bodies.output && ref;
}

/** Its labels, as a row of ingest has them. */
export const labelsOf = (span: SeedSpan): Labels => ({
  kind: span.kind,
  name: span.name,
  service: span.service,
  environment: span.environment,
  release: span.release,
  version: span.version,
  feature: span.feature,
  function_name: span.functionName,
  trace_name: span.traceName,
  provider: span.provider,
  request_model: span.requestModel,
  response_model: span.responseModel,
  model_name: null,
  service_tier: null,
  endpoint_region: null,
  finish_reason: span.finishReason,
  tool_name: span.toolName,
  prompt_name: span.promptName,
  prompt_label: span.promptLabel,
  usage_rule: span.usageRule,
  error_type: span.errorType,
  failure: span.failure,
});

/** A span that says nothing yet. */
export const blankSpan = (): SeedSpan => ({
  projectId: 0,
  traceId: "",
  shardKey: 1,
  spanId: "",
  parentSpanId: null,
  startedUs: 0,
  durationNs: null,
  // Ended; no second copy of it will ever come.
  revision: "288230376151711744",
  kind: "other",
  name: "",
  isError: false,
  errorType: null,
  streaming: null,
  ttftNs: null,
  costNanoUsd: null,
  reportedCostNanoUsd: null,
  inputUncachedTokens: null,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  inputAudioTokens: null,
  outputTextTokens: null,
  reasoningTokens: null,
  outputAudioTokens: null,
  parts: 0,
  flags: 0,
  service: null,
  environment: null,
  release: null,
  version: null,
  feature: null,
  functionName: null,
  traceName: null,
  userId: null,
  sessionId: null,
  tags: null,
  provider: null,
  requestModel: null,
  responseModel: null,
  responseId: null,
  finishReason: null,
  toolName: null,
  promptName: null,
  promptLabel: null,
  promptFingerprint: null,
  inputDigest: null,
  resourceDigest: null,
  systemRef: null,
  contextRef: null,
  inputRef: null,
  resultRef: null,
  metadataRef: null,
  outputRef: null,
  bodies: { ...NO_BODIES },
  bodyRef: null,
  labelSet: null,
  derivedKind: null,
  derivedFeature: null,
  derivedUserId: null,
  derivedSessionId: null,
  derivedEnvironment: null,
  derivedRelease: null,
  derivedTtftNs: null,
  derivedFingerprint: null,
  derivedParts: null,
  priceId: null,
  toolCallId: null,
  usageRule: null,
  failure: null,
  inputSystemTokens: null,
  inputToolsTokens: null,
  inputHistoryTokens: null,
  inputRetrievedTokens: null,
  inputUserTokens: null,
  derivedStep: null,
  derivedAttempt: null,
  derivedCallId: null,
  derivedCallTraceId: null,
  derivedCallRank: null,
  derivedOrder: null,
});
