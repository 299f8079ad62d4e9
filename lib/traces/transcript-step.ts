import type { Json } from "@/lib/model/json";

import type { SpanDocument } from "./document";
import type { ShownMessage } from "./message-text";

/** A tool call with its result folded in: from the tool's own span, or from the message that told the model. */
export interface TranscriptCall {
  name: string;
  arguments: Json;
  result: Json;
  /** Whether a result is known; a known one may be null. */
  answered: boolean;
  /** The span that ran it; null: only its message is known. */
  spanId: string | null;
  failed: boolean;
  error: string | null;
  durationMs: number | null;
}

/** Figures of the model call that a step begins. */
export interface TranscriptFigures {
  model: string | null;
  durationMs: number | null;
  ttftMs: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  costUsd: string | null;
  finishReason: string | null;
  failed: boolean;
  error: string | null;
}

/** One thing that happened, in the order in which a person would read it. */
export type TranscriptStep =
  | { type: "system"; spanId: string; text: string; changed: boolean }
  | { type: "call"; spanId: string; number: number; figures: TranscriptFigures }
  | { type: "message"; spanId: string; message: ShownMessage; said: boolean; calls: TranscriptCall[] }
  | {
      type: "documents";
      spanId: string;
      name: string;
      query: string | null;
      documents: NonNullable<SpanDocument["documents"]>;
      durationMs: number | null;
    }
  | { type: "tool"; spanId: string; call: TranscriptCall };
