import type { Message } from "@/lib/model/message";

import type { DemoModel } from "../models";
import { answerOf, type Subject } from "../texts";
import type { Call } from "../trace-builder";
import { assistant, type Outcome, type Turn } from "./feature";

export interface AnswerInput {
  model: DemoModel;
  prompt: Call["prompt"];
  input: readonly Message[];
  streaming: boolean;
  tools?: Call["tools"];
  /** What it is about. */
  subject: Subject;
  /** Tokens of the answer. */
  tokens: number;
}

const RATE_LIMIT = {
  type: "RateLimitError",
  message: "429 Rate limit reached for requests per minute. Try again in 1.2 s.",
};
const TIMEOUT = { type: "APITimeoutError", message: "Request timed out after 20000 ms." };

/** The last call of an interaction, with what can go wrong in it: a rate limit and its retry, a time-out, a filter. */
export function answer(turn: Turn, input: AnswerInput): Outcome {
  const { trace, random, trouble } = turn;
  const { tokens, subject, ...call } = input;
  const text = answerOf(random, subject, tokens);
  if (trouble === "rate_limit") {
    trace.call({ ...call, output: assistant(""), error: RATE_LIMIT, slowness: 0.3 });
    trace.nowMs += 1200;
    if (random.chance(0.25)) {
      trace.call({ ...call, output: assistant(""), error: RATE_LIMIT, slowness: 0.3 });
      return { answer: null, error: RATE_LIMIT };
    }
  }
  if (trouble === "timeout") {
    trace.call({
      ...call,
      output: assistant(""),
      error: TIMEOUT,
      slowness: 20_000 / call.model.firstTokenMs,
    });
    return { answer: null, error: TIMEOUT };
  }
  if (trouble === "content_filter") {
    const cut = text.slice(0, 40);
    trace.call({ ...call, output: assistant(cut), finishReason: "content_filter" });
    return { answer: cut };
  }
  trace.call({ ...call, output: assistant(text) });
  return { answer: text };
}
