import { encode } from "gpt-tokenizer/encoding/o200k_base";

import type { Message, ToolDefinition } from "@/lib/model/message";
import type { SpanBodies } from "@/lib/model/span";
import type { TokenBuckets } from "@/lib/model/tokens";

/** Characters of a call that are tokenised; what is longer counts in proportion: an estimate of an estimate is one too. */
const MAX_CALL = 50_000;
/** Characters that one request may have tokenised: about 50 ms. Calls beyond it keep their usage unknown. */
const MAX_REQUEST = 400_000;
/** Longer runs without a space are cut: the tokenizer's time grows with their square (11 s for 100,000 letters). */
const MAX_RUN = 100;
const RUN = new RegExp(`\\S{${MAX_RUN + 1}}`);
const PIECES = new RegExp(`\\s*\\S{1,${MAX_RUN}}|\\s+$`, "g");

/** A text that spells a special token (`<|endoftext|>`) is plain text here. */
const PLAIN = { disallowedSpecial: new Set<string>() };

function countText(text: string): number {
  if (!RUN.test(text)) return encode(text, PLAIN).length;
  return (text.match(PIECES) ?? []).reduce((sum, piece) => sum + encode(piece, PLAIN).length, 0);
}

/** Counts what calls with text and without usage may have used. One a request: it keeps the request's account. */
export type TokenEstimator = (call: SpanBodies & { kind: "llm" | "embedding" }) => TokenBuckets | null;

/**
 * Estimates in the vocabulary of gpt-4o, whatever the model: other vocabularies differ by some ten per cent, and what a
 * provider adds (tools, frames of messages, reasoning) is not in the text.
 */
export function tokenEstimator(): TokenEstimator {
  let left = MAX_REQUEST;
  return (call) => {
    const isChat = call.kind === "llm";
    const input = isChat ? chatText(call) : embeddedText(call);
    const output = (call.output ?? []).map(textOf).join("\n");
    // Without an answer there is no telling whether there was none or whether it was not recorded.
    if (input === "" || (isChat && output === "")) return null;
    const given = Math.min(input.length, MAX_CALL) + Math.min(output.length, MAX_CALL);
    if (given > left) return null;
    left -= given;
    return {
      inputUncached: estimate(input) + (isChat ? 4 * (call.input?.length ?? 0) + 3 : 0),
      cacheRead: null,
      cacheWrite: null,
      cacheWrite1h: null,
      inputAudio: null,
      outputText: isChat ? estimate(output) : null,
      reasoning: null,
      outputAudio: null,
    };
  };
}

function estimate(text: string): number {
  if (text.length <= MAX_CALL) return countText(text);
  return Math.round((countText(text.slice(0, MAX_CALL)) * text.length) / MAX_CALL);
}

const chatText = ({ system, input, inputValue, toolDefinitions }: SpanBodies): string =>
  [
    // Leading instructions stand in the messages too, if there are messages.
    input === null && system !== null ? system : "",
    ...(input ?? []).map(textOf),
    input === null && typeof inputValue === "string" ? inputValue : "",
    ...(toolDefinitions ?? []).map((tool: ToolDefinition) => JSON.stringify(tool)),
  ]
    .filter((text) => text !== "")
    .join("\n");

function embeddedText({ inputValue, input }: SpanBodies): string {
  if (typeof inputValue === "string") return inputValue;
  if (Array.isArray(inputValue)) return inputValue.filter((text) => typeof text === "string").join("\n");
  return (input ?? []).map(textOf).join("\n");
}

/** All that a message says: media are not text and are not estimated. */
function textOf(message: Message): string {
  const said =
    typeof message.content === "string"
      ? message.content
      : (message.content ?? []).map((part) => ("text" in part ? part.text : "")).join("");
  const asked = (message.tool_calls ?? []).map(
    ({ name, arguments: given }) => `${name}${typeof given === "string" ? given : JSON.stringify(given)}`,
  );
  return [said, ...asked].filter((text) => text !== "").join("\n");
}
