import { isObject, type Json, type JsonObject } from "@/lib/model/json";

/** Tokens as the provider bills them, in the form of the Read API: `input_total` includes the cached ones. */
export interface Tokens {
  input_total: number;
  cache_read: number;
  cache_write: number;
  output_total: number;
  reasoning: number;
}

export interface ToolCall {
  id: string;
  name: string;
  arguments: JsonObject;
}

/** What the provider says to a question; every text says that no model made it. */
export interface Answer {
  /** Name of the step in reports and gaps. */
  step: string;
  text: string;
  toolCalls: ToolCall[];
  finishReason: "stop" | "tool_calls";
  tokens: Tokens;
  /** Wait before the first content of a stream. */
  firstTokenMs: number;
  /** An HTTP status instead of an answer. */
  refusal: { status: number; message: string } | null;
}

const tokens = (
  input_total: number,
  cache_read: number,
  cache_write: number,
  output_total: number,
): Tokens => ({
  input_total,
  cache_read,
  cache_write,
  output_total,
  reasoning: 0,
});

const answer = (step: string, text: string, more: Partial<Answer>): Answer => ({
  step,
  text: text === "" ? "" : `(simulated) ${text}`,
  toolCalls: [],
  finishReason: "stop",
  tokens: tokens(0, 0, 0, 0),
  firstTokenMs: 0,
  refusal: null,
  ...more,
});

const LOOK_UP: ToolCall = { id: "call_a17", name: "look_up_order", arguments: { order_id: "A-17" } };

/**
 * The script: what was asked decides what is answered.
 * @param question the text of the last message of a user
 * @param told whether a tool's result came after it
 * @param canCacheWrite whether this provider bills what it puts into its cache
 */
export function answerTo(question: string, told: boolean, canCacheWrite: boolean): Answer {
  if (question.includes("Where is"))
    return answer("plain", "Order A-17 left the warehouse this morning.", { tokens: tokens(57, 0, 0, 11) });
  if (question.includes("Tell me"))
    return answer("stream", "A parcel was packed, weighed, sealed and sent on its way.", {
      // Cached tokens are most of the input: counting them wrongly shows.
      tokens: canCacheWrite ? tokens(2680, 2048, 512, 36) : tokens(1310, 1024, 0, 36),
      firstTokenMs: 400,
    });
  if (question.includes("When does") && !told)
    return answer("tool", "", {
      toolCalls: [LOOK_UP],
      finishReason: "tool_calls",
      tokens: tokens(120, 0, 0, 18),
    });
  if (question.includes("When does"))
    return answer("told", "Order A-17 arrives on Friday.", { tokens: tokens(155, 0, 0, 9) });
  if (question.includes("Break"))
    return answer("refused", "", {
      refusal: { status: 429, message: "Rate limit reached for the simulated organization" },
    });
  return answer("other", "I have no script for that.", { tokens: tokens(10, 0, 0, 6) });
}

/** What a message says, in any provider's form. */
export function textOf(content: Json | undefined): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => (isObject(part) && typeof part.text === "string" ? part.text : "")).join("");
}
