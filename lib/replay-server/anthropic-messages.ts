import type { Json } from "@/lib/model/json";

import { argumentsObject, type RecordedAnswer } from "./recorded-answer";
import { piecesOf, type StreamEvent } from "./stream-event";

const STOP = { stop: "end_turn", tool_calls: "tool_use", length: "max_tokens", content_filter: "refusal" };

type Block =
  | { type: "thinking"; thinking: string; signature: string }
  | { type: "redacted_thinking"; data: string }
  | { type: "text"; text: string }
  | { type: "tool_use"; id: string; name: string; input: Json };

/** Not recorded is null, which the provider never says: a header of the answer names it, too. */
const usageOf = ({ usage }: RecordedAnswer) => ({
  input_tokens: usage && usage.inputUncached,
  output_tokens: usage && usage.output,
  cache_read_input_tokens: usage && usage.cacheRead,
  cache_creation_input_tokens: usage && usage.cacheWrite,
});

function blocksOf({ choices: [choice] }: RecordedAnswer): Block[] {
  const text = [choice.text, choice.refusal].filter((one) => one !== null && one !== "").join("");
  return [
    ...choice.thoughts.map(({ text: thinking, signature, encrypted }): Block =>
      encrypted !== null && thinking === ""
        ? { type: "redacted_thinking", data: encrypted }
        : { type: "thinking", thinking, signature: signature ?? "" },
    ),
    ...(text === "" ? [] : [{ type: "text" as const, text }]),
    ...choice.calls.map((call): Block => ({
      type: "tool_use",
      id: call.id,
      name: call.name,
      input: argumentsObject(call),
    })),
  ];
}

const headOf = (answer: RecordedAnswer) => ({
  id: `msg_${answer.spanId}`,
  type: "message",
  role: "assistant",
  model: answer.model,
});

/** A recorded answer as Anthropic's Messages give it. */
export const anthropicMessage = (answer: RecordedAnswer): object => ({
  ...headOf(answer),
  content: blocksOf(answer),
  stop_reason: STOP[answer.choices[0].finish],
  stop_sequence: null,
  usage: usageOf(answer),
});

/** The same as a stream. */
export function anthropicEvents(answer: RecordedAnswer): StreamEvent[] {
  const events: StreamEvent[] = [];
  const tell = (type: string, data: object) => events.push({ name: type, data: { type, ...data } });
  const usage = usageOf(answer);
  tell("message_start", {
    message: {
      ...headOf(answer),
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage,
    },
  });
  for (const [index, block] of blocksOf(answer).entries()) {
    tell("content_block_start", { index, content_block: started(block) });
    for (const delta of deltasOf(block)) tell("content_block_delta", { index, delta });
    tell("content_block_stop", { index });
  }
  tell("message_delta", {
    delta: { stop_reason: STOP[answer.choices[0].finish], stop_sequence: null },
    usage,
  });
  tell("message_stop", {});
  return events;
}

function started(block: Block): Block {
  if (block.type === "text") return { ...block, text: "" };
  if (block.type === "thinking") return { ...block, thinking: "", signature: "" };
  return block.type === "tool_use" ? { ...block, input: {} } : block;
}

function deltasOf(block: Block): object[] {
  if (block.type === "text") return piecesOf(block.text).map((text) => ({ type: "text_delta", text }));
  if (block.type === "thinking")
    return [
      ...piecesOf(block.thinking).map((thinking) => ({ type: "thinking_delta", thinking })),
      { type: "signature_delta", signature: block.signature },
    ];
  if (block.type === "redacted_thinking") return [];
  return piecesOf(JSON.stringify(block.input)).map((text) => ({
    type: "input_json_delta",
    partial_json: text,
  }));
}
