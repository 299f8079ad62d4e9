import { createHash } from "node:crypto";

import type { SpanFacts, TraceRow } from "./facts";

/**
 * 63 bits over the row and over all that its spans say, as decimal digits. Equal digests: neither the row nor any bucket
 * that counts these spans has to be touched.
 * @param spans by start, then id
 */
export function digestTrace(trace: TraceRow, spans: readonly SpanFacts[]): string {
  const hash = createHash("sha256");
  // Rows are made in one place, so their values come in one order; without the names they are hashed in half the time.
  hash.update(JSON.stringify([Object.values(trace), spans.map(said)]));
  return (hash.digest().readBigUInt64BE(0) & 0x7fffffffffffffffn).toString();
}

/** Not the revision: the same words again are not news. */
const said = (span: SpanFacts): unknown[] => [
  span.spanId, span.parentSpanId, span.startedUs, span.durationNs, span.kind, span.name, span.isError, span.errorType,
  span.streaming, span.ttftNs, span.costNanoUsd, span.inputUncachedTokens, span.cacheReadTokens, span.cacheWriteTokens,
  span.inputAudioTokens, span.outputTextTokens, span.reasoningTokens, span.outputAudioTokens, span.parts, span.flags,
  span.service, span.environment, span.release, span.version, span.feature, span.userId, span.sessionId, span.provider,
  span.requestModel, span.responseModel, span.responseId, span.finishReason, span.toolName, span.promptFingerprint, span.failure,
  span.inputSystemTokens, span.inputToolsTokens, span.inputHistoryTokens, span.inputRetrievedTokens, span.inputUserTokens,
]; // prettier-ignore
