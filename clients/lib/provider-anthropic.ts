import type { JsonObject } from "@/lib/model/json";
import { type Answer, answerTo, textOf } from "./answers";
import type { Exchange, ServerEvent } from "./provider";
import { objects, pieces } from "./provider-openai";

/** `POST /v1/messages`; Anthropic counts cached tokens beside `input_tokens`, not in them. */
export function answerMessages(body: JsonObject): Exchange {
  const messages = objects(body.messages);
  const isResult = (message: JsonObject): boolean =>
    objects(message.content).some(({ type }) => type === "tool_result");
  const lastUser = messages.findLastIndex((message) => message.role === "user" && !isResult(message));
  const question = textOf(messages[lastUser]?.content);
  const answer = answerTo(question, messages.slice(lastUser).some(isResult), true);
  const model = body.model === "claude-sonnet-4-5" ? "claude-sonnet-4-5-20250929" : String(body.model);
  const content = [
    ...(answer.text === "" ? [] : [{ type: "text", text: answer.text }]),
    ...answer.toolCalls.map((call) => ({
      type: "tool_use",
      id: call.id,
      name: call.name,
      input: call.arguments,
    })),
  ];
  const stopReason = answer.finishReason === "tool_calls" ? "tool_use" : "end_turn";
  const message = (more: JsonObject): JsonObject => ({
    id: `msg_simulated_${answer.step}`,
    type: "message",
    role: "assistant",
    model,
    stop_sequence: null,
    ...more,
  });
  const system = typeof body.system === "string" ? body.system : textOf(body.system);
  return {
    call: {
      api: "messages",
      provider: "anthropic",
      requestModel: String(body.model),
      responseModel: model,
      streaming: body.stream === true,
      system: system === "" ? null : system,
      question,
      answer,
      usageSent: true,
    },
    whole: () => message({ content, stop_reason: stopReason, usage: usage(answer) }),
    events: () => {
      const named = (name: string, data: JsonObject): ServerEvent => ({
        name,
        data: { type: name, ...data },
      });
      return {
        headStartMs: 60,
        before: [
          named("message_start", {
            message: message({
              content: [],
              stop_reason: null,
              usage: { ...usage(answer), output_tokens: 1 },
            }),
          }),
        ],
        content: [
          ...content.flatMap((block, index): ServerEvent[] => [
            named("content_block_start", {
              index,
              content_block: block.type === "text" ? { ...block, text: "" } : { ...block, input: {} },
            }),
            ...("text" in block
              ? pieces(block.text as string).map((text) =>
                  named("content_block_delta", { index, delta: { type: "text_delta", text } }),
                )
              : [
                  named("content_block_delta", {
                    index,
                    delta: {
                      type: "input_json_delta",
                      partial_json: JSON.stringify((block as JsonObject).input),
                    },
                  }),
                ]),
            named("content_block_stop", { index }),
          ]),
          named("message_delta", {
            delta: { stop_reason: stopReason, stop_sequence: null },
            usage: { output_tokens: answer.tokens.output_total },
          }),
          named("message_stop", {}),
        ],
      };
    },
    refusal: (text) => ({
      type: "error",
      error: { type: "rate_limit_error", message: text },
      request_id: "req_simulated",
    }),
  };
}

const usage = ({ tokens }: Answer): JsonObject => ({
  input_tokens: tokens.input_total - tokens.cache_read - tokens.cache_write,
  cache_creation_input_tokens: tokens.cache_write,
  cache_read_input_tokens: tokens.cache_read,
  cache_creation: { ephemeral_5m_input_tokens: tokens.cache_write, ephemeral_1h_input_tokens: 0 },
  output_tokens: tokens.output_total,
  service_tier: "standard",
});
