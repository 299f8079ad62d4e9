import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import { type Answer, answerTo, textOf } from "./answers";
import type { Exchange, ServerEvent } from "./provider";

const ID = "simulated";
const CREATED = 1_750_000_000;
const CHUNKS = 5;

/** `POST /v1/chat/completions` */
export function answerChat(body: JsonObject): Exchange {
  const messages = objects(body.messages);
  const lastUser = messages.findLastIndex(({ role }) => role === "user");
  const told = messages.slice(lastUser).some(({ role }) => role === "tool");
  const answer = answerTo(textOf(messages[lastUser]?.content), told, false);
  const system = messages.find(({ role }) => role === "system" || role === "developer");
  const model = dated(body.model);
  const id = `chatcmpl-${ID}-${answer.step}`;
  const usageSent =
    body.stream !== true || (isObject(body.stream_options) && body.stream_options.include_usage === true);
  const chunk = (delta: JsonObject, more: JsonObject = {}): ServerEvent => ({
    data: {
      id,
      object: "chat.completion.chunk",
      created: CREATED,
      model,
      system_fingerprint: ID,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: null }],
      ...more,
    },
  });
  const toolCalls = answer.toolCalls.map((call, index) => ({
    index,
    id: call.id,
    type: "function",
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }));
  return {
    call: {
      api: "chat",
      provider: "openai",
      requestModel: String(body.model),
      responseModel: model,
      streaming: body.stream === true,
      system: system === undefined ? null : textOf(system.content),
      question: textOf(messages[lastUser]?.content),
      answer,
      usageSent,
    },
    whole: () => ({
      id,
      object: "chat.completion",
      created: CREATED,
      model,
      system_fingerprint: ID,
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: answer.text === "" ? null : answer.text,
            refusal: null,
            ...(toolCalls.length > 0 && { tool_calls: toolCalls.map(({ index: _, ...call }) => call) }),
          },
          logprobs: null,
          finish_reason: answer.finishReason,
        },
      ],
      usage: chatUsage(answer),
    }),
    events: () => ({
      headStartMs: 10,
      before: [chunk({ role: "assistant", content: "", refusal: null })],
      content: [
        ...(toolCalls.length > 0
          ? [chunk({ tool_calls: toolCalls })]
          : pieces(answer.text).map((piece) => chunk({ content: piece }))),
        chunk({}, { choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: answer.finishReason }] }),
        ...(usageSent ? [chunk({}, { choices: [], usage: chatUsage(answer) })] : []),
        { data: null },
      ],
    }),
    refusal: openaiError,
  };
}

/** `POST /v1/responses` */
export function answerResponses(body: JsonObject): Exchange {
  const items = Array.isArray(body.input) ? objects(body.input) : [];
  const lastUser = items.findLastIndex(({ role }) => role === "user");
  const question = typeof body.input === "string" ? body.input : textOf(items[lastUser]?.content);
  const told = items.slice(Math.max(lastUser, 0)).some(({ type }) => type === "function_call_output");
  const answer = answerTo(question, told, false);
  const system = items.find(({ role }) => role === "system" || role === "developer");
  const model = dated(body.model);
  const output = [
    ...answer.toolCalls.map((call) => ({
      type: "function_call",
      id: `fc_${ID}`,
      call_id: call.id,
      name: call.name,
      arguments: JSON.stringify(call.arguments),
      status: "completed",
    })),
    ...(answer.text === ""
      ? []
      : [
          {
            type: "message",
            id: `msg_${ID}`,
            role: "assistant",
            status: "completed",
            content: [{ type: "output_text", text: answer.text, annotations: [] }],
          },
        ]),
  ];
  const response = (status: string): JsonObject => ({
    id: `resp_${ID}_${answer.step}`,
    object: "response",
    created_at: CREATED,
    status,
    error: null,
    incomplete_details: null,
    instructions: (body.instructions as Json) ?? null,
    model,
    output: status === "completed" ? output : [],
    parallel_tool_calls: true,
    temperature: (body.temperature as Json) ?? 1,
    tool_choice: "auto",
    tools: (body.tools as Json) ?? [],
    metadata: {},
    usage:
      status === "completed"
        ? {
            input_tokens: answer.tokens.input_total,
            input_tokens_details: { cached_tokens: answer.tokens.cache_read },
            output_tokens: answer.tokens.output_total,
            output_tokens_details: { reasoning_tokens: answer.tokens.reasoning },
            total_tokens: answer.tokens.input_total + answer.tokens.output_total,
          }
        : null,
  });
  return {
    call: {
      api: "responses",
      provider: "openai",
      requestModel: String(body.model),
      responseModel: model,
      streaming: body.stream === true,
      system:
        typeof body.instructions === "string" ? body.instructions : system ? textOf(system.content) : null,
      question,
      answer,
      usageSent: true,
    },
    whole: () => response("completed"),
    events: () => {
      const named = (name: string, data: JsonObject): ServerEvent => ({
        name,
        data: { type: name, ...data },
      });
      const place = { item_id: `msg_${ID}`, output_index: 0, content_index: 0 };
      const content = output.flatMap((item, output_index): ServerEvent[] => {
        if (item.type === "function_call")
          return [
            named("response.output_item.added", { output_index, item: { ...item, arguments: "" } }),
            named("response.function_call_arguments.delta", {
              item_id: `fc_${ID}`,
              output_index,
              delta: (item as JsonObject).arguments as string,
            }),
            named("response.function_call_arguments.done", {
              item_id: `fc_${ID}`,
              output_index,
              arguments: (item as JsonObject).arguments as string,
            }),
            named("response.output_item.done", { output_index, item }),
          ];
        const part = { type: "output_text", text: answer.text, annotations: [] };
        return [
          named("response.output_item.added", { output_index, item: { ...item, content: [] } }),
          named("response.content_part.added", { ...place, part: { ...part, text: "" } }),
          ...pieces(answer.text).map((delta) => named("response.output_text.delta", { ...place, delta })),
          named("response.output_text.done", { ...place, text: answer.text }),
          named("response.content_part.done", { ...place, part }),
          named("response.output_item.done", { output_index, item }),
        ];
      });
      return {
        // Said as soon as the request is taken: long before there is a token.
        headStartMs: answer.firstTokenMs,
        before: [named("response.created", { response: response("in_progress") })],
        content: [...content, named("response.completed", { response: response("completed") })],
      };
    },
    refusal: openaiError,
  };
}

/** `POST /v1/embeddings` */
export function answerEmbeddings(body: JsonObject): Exchange {
  const inputs = Array.isArray(body.input) ? body.input : [body.input as Json];
  const vector = [0.25, -0.5, 0.125, 1];
  const answer: Answer = {
    ...answerTo("", false, false),
    step: "embed",
    text: "",
    tokens: { input_total: 8, cache_read: 0, cache_write: 0, output_total: 0, reasoning: 0 },
  };
  return {
    call: {
      api: "embeddings",
      provider: "openai",
      requestModel: String(body.model),
      responseModel: String(body.model),
      streaming: false,
      system: null,
      question: inputs.filter((input) => typeof input === "string").join("\n"),
      answer,
      usageSent: true,
    },
    whole: () => ({
      object: "list",
      model: body.model as Json,
      data: inputs.map((_, index) => ({
        object: "embedding",
        index,
        embedding:
          body.encoding_format === "base64"
            ? Buffer.from(new Float32Array(vector).buffer).toString("base64")
            : vector,
      })),
      usage: { prompt_tokens: answer.tokens.input_total, total_tokens: answer.tokens.input_total },
    }),
    events: () => ({ headStartMs: 0, before: [], content: [] }),
    refusal: openaiError,
  };
}

const chatUsage = ({ tokens }: Answer): JsonObject => ({
  prompt_tokens: tokens.input_total,
  completion_tokens: tokens.output_total,
  total_tokens: tokens.input_total + tokens.output_total,
  prompt_tokens_details: { cached_tokens: tokens.cache_read, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: tokens.reasoning, audio_tokens: 0 },
});

const openaiError = (message: string): JsonObject => ({
  error: { message, type: "requests", param: null, code: "rate_limit_exceeded" },
});

/** Providers answer with the dated name of the model. */
const dated = (model: Json | undefined): string =>
  model === "gpt-4o-mini" ? "gpt-4o-mini-2024-07-18" : String(model);

export function pieces(text: string): string[] {
  const size = Math.ceil(text.length / CHUNKS);
  return Array.from({ length: CHUNKS }, (_, i) => text.slice(i * size, (i + 1) * size)).filter(
    (piece) => piece !== "",
  );
}

export const objects = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];
