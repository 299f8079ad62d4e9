import type { Failure } from "@/lib/model/failure";
import type { Message, ToolDefinition } from "@/lib/model/message";

/** What signals are made of: one interaction with its steps, each call once. Unknown is null. */
export interface Interaction {
  traceId: string;
  /** Epoch milliseconds. */
  endedAtMs: number;
  feature: string;
  environment: string | null;
  release: string | null;
  service: string | null;
  tags: readonly string[];
  /** Of the call that wrote the answer: asked for, and answered with as the provider says. */
  model: string | null;
  answeredModel: string | null;
  provider: string | null;
  /** Fingerprint of its system prompt, decimal. */
  promptVersion: string | null;
  isError: boolean;
  failure: Failure | null;
  durationNs: number | null;
  ttftNs: number | null;
  /** Null: unknown, also in part. */
  costNanoUsd: number | null;
  inputTokens: number | null;
  cacheReadTokens: number | null;
  outputTokens: number | null;
  retries: number;
  fallbacks: number;
  isComplete: boolean;
  calls: readonly ModelCall[];
  tools: readonly ToolRun[];
  retrievals: readonly Retrieval[];
  /** What was said; null: not stored, or not read, since there were more than are read of a window. */
  texts: { input: string | null; output: string | null } | null;
}

export interface ModelCall {
  isError: boolean;
  /** Canonical: stop, tool_calls, length, content_filter, refusal, error, other. */
  finishReason: string | null;
  ttftNs: number | null;
  /** Whether it was asked for JSON. */
  wantsJson: boolean;
  /** Null: not read. */
  output: readonly Message[] | null;
  toolDefinitions: readonly ToolDefinition[] | null;
}

export interface ToolRun {
  name: string;
  isError: boolean;
}

export interface Retrieval {
  isError: boolean;
  /** Null: not read. */
  documents: readonly { score: number | null; ageMs: number | null }[] | null;
}
