import type { CallDetails } from "@/lib/model/call-details";
import type { SpanKind } from "@/lib/model/kind";
import type { ToolMode } from "@/lib/model/tool-mode";

/** One run of a tool. Times in nanoseconds from the trace's start. */
export interface ToolRun {
  startNs: number;
  /** Of an open run its start. */
  endNs: number;
  /** Records that carry them: lib/bodies/body-ref.ts; null: not recorded. */
  argumentsRef: string | null;
  resultRef: string | null;
  /** The client says that it changes the world. */
  hasSideEffect: boolean;
}

/** What derivation reads of a span: its narrow facts, never a body. A ref names the record that carries one. */
export interface SpanFacts {
  /** 16 hex digits. */
  spanId: string;
  parentSpanId: string | null;
  /** Microseconds since the epoch, as the store keeps them. */
  startedUs: number;
  /** Null: not ended yet. */
  durationNs: number | null;
  /** Decimal digits (63 bits): of two copies of a span the greater one wins. */
  revision: string;
  kind: SpanKind;
  name: string;
  isError: boolean;
  errorType: string | null;
  /** A word of lib/model/failure.ts. */
  failure: string | null;
  streaming: boolean | null;
  ttftNs: number | null;
  costNanoUsd: number | null;
  /** What the client says it cost. */
  reportedCostNanoUsd: number | null;
  inputUncachedTokens: number | null;
  cacheReadTokens: number | null;
  cacheWriteTokens: number | null;
  inputAudioTokens: number | null;
  outputTextTokens: number | null;
  reasoningTokens: number | null;
  outputAudioTokens: number | null;
  /** What the input consisted of: lib/model/input-anatomy.ts. */
  inputSystemTokens: number | null;
  inputToolsTokens: number | null;
  inputHistoryTokens: number | null;
  inputRetrievedTokens: number | null;
  inputUserTokens: number | null;
  /** Bits of lib/model/parts.ts and lib/model/flags.ts. */
  parts: number;
  flags: number;
  service: string | null;
  environment: string | null;
  release: string | null;
  version: string | null;
  feature: string | null;
  functionName: string | null;
  traceName: string | null;
  userId: string | null;
  sessionId: string | null;
  tags: string[] | null;
  provider: string | null;
  requestModel: string | null;
  responseModel: string | null;
  responseId: string | null;
  /** Of what its resource and scope said: another one is another instrumentation. */
  resourceDigest: number | null;
  finishReason: string | null;
  toolName: string | null;
  promptName: string | null;
  promptLabel: string | null;
  /** Decimal digits (63 bits). */
  promptFingerprint: string | null;
  /** Of what was asked: equal for two attempts at one thing. */
  inputDigest: number | null;
  /** The record that carries it, decimal; null: none does. */
  systemRef: string | null;
  contextRef: string | null;
  inputRef: string | null;
  resultRef: string | null;
  metadataRef: string | null;
  /** Output messages. */
  outputRef: string | null;
  /** An addition's usage, which the stored span does not have yet. */
  filledBy?: CallDetails;
}

/** What derivation reads of an addition: it fills what the span itself does not say. */
export interface AdditionFacts {
  spanId: string;
  additionId: string;
  occurredUs: number;
  parts: number;
  finishReason: string | null;
  promptFingerprint: string | null;
  inputDigest: number | null;
  systemRef: string | null;
  contextRef: string | null;
  inputRef: string | null;
  resultRef: string | null;
  outputRef: string | null;
  /** JSON text of CallDetails. */
  call: string | null;
}

/** The columns of a span that its trace decides. Null: as the span itself says. */
export interface DerivedColumns {
  kind: SpanKind | null;
  feature: string | null;
  userId: string | null;
  sessionId: string | null;
  environment: string | null;
  release: string | null;
  ttftNs: number | null;
  fingerprint: string | null;
  parts: number | null;
  step: string | null;
  /** Bits of lib/model/attempt.ts. */
  attempt: number | null;
  /** Which other span tells the same call: of one that repeats it, the one that stands for it; of a call, a witness elsewhere. */
  callId: string | null;
  /** Null: it is in the same trace. */
  callTraceId: string | null;
  /** Of a span that repeats a call of this trace: which of its repeats it is, the nearest to the call first. */
  callRank: number | null;
  /** Its place among the steps of its trace, from 0; null: where its start puts it (lib/model/step-order.ts). */
  order: number | null;
}

export type CostStatus = "known" | "partial" | "unknown";

/** A row of `traces` without its keys (project, trace, shard) and digest. */
export interface TraceRow {
  startedUs: number;
  durationNs: number | null;
  ttftNs: number | null;
  costNanoUsd: number | null;
  rootSpanId: string | null;
  inputTokens: number | null;
  cacheReadTokens: number | null;
  cacheWriteTokens: number | null;
  outputTokens: number | null;
  reasoningTokens: number | null;
  spanCount: number;
  llmCount: number;
  toolCount: number;
  retrievalCount: number;
  errorCount: number;
  unknownCostCount: number;
  /** Counted calls of which the client reports another cost than ours. */
  contradictedCostCount: number | null;
  isError: boolean;
  /** No root yet, or the root has not ended. */
  isOpen: boolean;
  /** When it is over all the same if nothing more comes; null: it has ended. */
  openUntilUs: number | null;
  costStatus: CostStatus | null;
  hasPromptVersion: boolean | null;
  hasContext: boolean | null;
  hasOutput: boolean | null;
  hasToolResults: boolean | null;
  hasCost: boolean | null;
  flags: number;
  name: string;
  errorType: string | null;
  service: string | null;
  environment: string | null;
  release: string | null;
  version: string | null;
  feature: string;
  userId: string | null;
  sessionId: string | null;
  tags: string[];
  models: string[];
  providers: string[];
  tools: string[];
  promptFingerprints: string[];
  metadataRef: string | null;
  /** Its input value; where it carries none, the last message that it was sent. */
  inputRef: string | null;
  /** Its output value; where it carries none, its last output message. */
  outputRef: string | null;
  failure: string | null;
  /** Of the call that wrote the answer. */
  answerProvider: string | null;
  answerModel: string | null;
  answerFingerprint: string | null;
  answerStreamed: boolean | null;
  /** Null: not resolved, as of a trace that is only summed. */
  toolMode: ToolMode | null;
  /** What the end waited for, by kind: together the duration. */
  criticalLlmNs: number | null;
  criticalToolNs: number | null;
  criticalRetrievalNs: number | null;
  criticalOtherNs: number | null;
  /** What running independent tools at once would have saved; null: fewer than two tools. */
  parallelSavingNs: number | null;
  retryCount: number | null;
  fallbackCount: number | null;
  /** Known costs of calls that another one replaced. */
  retryCostNanoUsd: number | null;
}

/** A prompt version seen in traffic. */
export interface PromptSighting {
  name: string;
  label: string | null;
  fingerprint: string;
  systemRef: string | null;
  /** Start of the earliest call that used it. */
  seenUs: number;
}

export interface ResolvedTrace {
  trace: TraceRow;
  /** One entry a span id, in the order of the steps: the copy that won, and what the trace decides about it. */
  spans: { span: SpanFacts; derived: DerivedColumns }[];
  /** Copies of the same span with another start that lost; to be deleted. */
  superseded: SpanFacts[];
  /** Runs whose bodies tell what running them at once would have saved; empty: there is nothing to tell. */
  sequentialTools: ToolRun[];
  prompts: PromptSighting[];
}
