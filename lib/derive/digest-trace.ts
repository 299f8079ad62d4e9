import { createHash } from "node:crypto";

import type { SpanFacts, TraceRow } from "./facts";

/** Characters that are hashed at once. */
const PIECE = 65_536;

/**
 * 63 bits over the row and over all that its spans say, as decimal digits. Equal digests: neither the row nor any bucket
 * that counts these spans has to be touched.
 * @param spans by start, then id
 */
export function digestTrace(trace: TraceRow, spans: readonly SpanFacts[]): string {
  const hash = createHash("sha256");
  // Rows are made in one place, so their values come in one order; without the names they are hashed in half the time.
  // Span by span: the text of all of them would be as large as their rows once more.
  hash.update(`[${JSON.stringify(Object.values(trace))},[`);
  let piece = "";
  for (const [index, span] of spans.entries()) {
    piece += `${index === 0 ? "" : ","}${JSON.stringify(said(span))}`;
    if (piece.length < PIECE) continue;
    hash.update(piece);
    piece = "";
  }
  hash.update(`${piece}]]`);
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
