import type { Attributes } from "@opentelemetry/api";

import type { PlannedSpan } from "@/lib/emit/planned-span";
import type { Message } from "@/lib/model/message";

import type { Random } from "../random";
import type { TokenSize } from "../token-sizes";
import type { TraceBuilder } from "../trace-builder";

/** What goes wrong in an interaction. */
export type Trouble = "tool_failure" | "rate_limit" | "timeout" | "content_filter" | "guardrail";

export interface Turn {
  trace: TraceBuilder;
  random: Random;
  size: TokenSize;
  /** Messages of the conversation so far, the new user message last. */
  messages: readonly Message[];
  question: string;
  trouble: Trouble | null;
  /** Whether the day's change has happened: new prompt, other model, thinner index. */
  shifted: boolean;
  /** The day of the interaction, such as 2026-06-01: prompts quote it. */
  day: string;
}

export interface Outcome {
  /** What the user got; null when the interaction failed. */
  answer: string | null;
  error?: PlannedSpan["error"];
  /** More for the root: a decision, tags. */
  attributes?: Attributes;
}

export interface Feature {
  name: string;
  /** Share of the traffic. */
  weight: number;
  /** Chance that a conversation goes on after an answer. */
  goesOn: number;
  opening: (random: Random) => string;
  play: (turn: Turn) => Outcome;
}

export const assistant = (content: string | null, tool_calls?: Message["tool_calls"]): Message => ({
  role: "assistant",
  content,
  ...(tool_calls && { tool_calls }),
});
export const toolResult = (id: string, result: unknown): Message => ({
  role: "tool",
  content: JSON.stringify(result),
  tool_call_id: id,
});
