import { isObject, type Json, type JsonObject } from "@/lib/model/json";

import type { Reading } from "../dialects/dialect";
import { textOrNull } from "../dialects/facts";
import { langChainAnswer } from "../dialects/langchain-answer";
import { langsmithUsage } from "../dialects/langsmith-usage";
import { generatedMessage, nativeUsage } from "../dialects/native-usage";
import { readRawCall } from "../dialects/raw-call";

/** What a model call's request and answer say beside their messages. */
export interface Generation {
  said: Reading;
  /** The object that holds the cost, where there is one. */
  usageMetadata: JsonObject | null;
  /** Of OpenAI's Responses API, whose first event says nothing about the first token. */
  isResponse: boolean;
  /** What of the answer is neither a message nor read. */
  rest: JsonObject;
}

/**
 * @param request what was asked of the provider: the inputs and the invocation's parameters
 * @param metadata `extra.metadata`, where the clients put the usage once more
 */
export function generationOf(request: JsonObject, outputs: JsonObject, metadata: JsonObject): Generation {
  const raw = readRawCall(request, outputs);
  const message = generatedMessage(outputs) ?? {};
  const said = objectOf(message.response_metadata);
  const llmOutput = objectOf(outputs.llmOutput ?? outputs.llm_output);
  const usageMetadata =
    [outputs.usage_metadata, metadata.usage_metadata, message.usage_metadata].find(isObject) ?? null;
  return {
    said: {
      ...raw,
      responseModel: raw.responseModel ?? langChainAnswer(outputs)?.responseModel ?? null,
      responseId:
        raw.responseId ?? textOrNull(said.id) ?? (isRunName(message.id) ? null : textOrNull(message.id)),
      finishReason: raw.finishReason ?? oldFinishReason(outputs),
      streaming: raw.streaming ?? langChainAnswer(outputs)?.streamed ?? null,
      usage:
        langsmithUsage(usageMetadata) ??
        raw.usage ??
        [llmOutput.usage, said.usage, said.token_usage, said.tokenUsage]
          .map((usage) => nativeUsage(usage, "langchain"))
          .find((usage) => usage !== null) ??
        null,
    },
    usageMetadata,
    isResponse:
      outputs.object === "response" ||
      said.object === "response" ||
      objectOf(metadata.ls_invocation_params).use_responses_api === true,
    rest: restOf(outputs, llmOutput),
  };
}

const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** Version 0.1 of the JavaScript client has the stream's last choice in the place of its finish reason. */
function oldFinishReason({ choices }: JsonObject): string | null {
  const [choice] = Array.isArray(choices) ? choices : [];
  return textOrNull(objectOf(objectOf(choice).finish_reason).finish_reason);
}

/** LangChain names messages without an id of the provider after the run. */
const isRunName = (id: Json | undefined): boolean => typeof id === "string" && /^(?:lc_)?run-/.test(id);

const READ = new Set([
  "generations",
  "choices",
  "candidates",
  "content",
  "role",
  "output",
  "outputs",
  "messages",
  "tool_calls",
  "text",
  "usage_metadata",
  "id",
  "model",
  "stop_reason",
  "llmOutput",
  "llm_output",
]);

function restOf(outputs: JsonObject, llmOutput: JsonObject): JsonObject {
  const rest: JsonObject = Object.fromEntries(Object.entries(outputs).filter(([key]) => !READ.has(key)));
  const piece = objectOf([outputs.generations].flat(2)[0]);
  const info = objectOf(piece.generationInfo ?? piece.generation_info);
  const choice = objectOf([outputs.choices].flat()[0]);
  if (Object.keys(info).length > 0) rest.generation_info = info;
  if (Object.keys(llmOutput).length > 0) rest.llm_output = llmOutput;
  if (isObject(choice.logprobs)) rest.logprobs = choice.logprobs;
  return rest;
}
