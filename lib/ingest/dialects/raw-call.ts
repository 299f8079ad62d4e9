import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";

import type { Dialect, Reading } from "./dialect";
import { textOrNull } from "./facts";
import { instructionsOf } from "./messages";
import { generatedMessage, nativeUsage, usageIn } from "./native-usage";
import { invocationParameters } from "./parameters";
import { servedIn } from "./served";
import { toolDefinitionsOf } from "./tool-definitions";
import { webSearchesIn } from "./web-searches";

/** Stands behind every dialect: what a model call's raw request and response tell when no attribute does. */
export const rawCall: Dialect = { name: "raw-call", matches: () => true, read: () => ({}) };

/**
 * The request and response objects of a model call in the provider's (or LangChain's) own shape -> what they say besides
 * messages.
 */
export function readRawCall(request: Json | null, response: Json | null): Reading {
  const asked = isObject(request) ? request : null;
  const answered = isObject(response) ? response : null;
  if (asked === null && answered === null) return {};
  const { parameters, tools, system } = ofRequest(asked ?? {});
  return {
    requestModel: textOrNull(asked?.model ?? asked?.modelId ?? asked?.model_name),
    responseModel: answered === null ? null : modelIn(answered),
    responseId: textOrNull(answered?.id ?? answered?.responseId ?? answered?.response_id),
    streaming: typeof asked?.stream === "boolean" ? asked.stream : null,
    finishReason: answered === null ? null : finishReasonIn(answered),
    usage: nativeUsage(usageIn(response ?? undefined), "response"),
    parameters,
    served: servedIn(response ?? undefined),
    webSearches: webSearchesIn(response ?? undefined),
    system: instructionsOf(system),
    toolDefinitions: toolDefinitionsOf(tools),
  };
}

function ofRequest(request: JsonObject): {
  parameters: JsonObject | null;
  tools: Json | undefined;
  system: Json | undefined;
} {
  // Gemini's configuration, Bedrock's and everybody's parameters at the top.
  const config = [
    request.config,
    request.generationConfig,
    request.generation_config,
    request.inferenceConfig,
  ].find(isObject);
  const bedrockTools = isObject(request.toolConfig) ? request.toolConfig.tools : undefined;
  return {
    parameters: invocationParameters({ ...config, ...request }).parameters,
    tools: request.tools ?? request.functions ?? bedrockTools ?? config?.tools,
    system:
      request.system ??
      request.instructions ??
      request.systemInstruction ??
      request.system_instruction ??
      config?.systemInstruction ??
      config?.system_instruction,
  };
}

function modelIn(response: JsonObject): string | null {
  const llmOutput = response.llmOutput ?? response.llm_output;
  const metadata = generatedMessage(response)?.response_metadata;
  return textOrNull(
    response.model ??
      response.modelVersion ??
      response.model_version ??
      (isObject(llmOutput) ? llmOutput.model_name : undefined) ??
      (isObject(metadata) ? (metadata.model_name ?? metadata.model) : undefined),
  );
}

/** OpenAI's choices, Anthropic's and Bedrock's stop reason, Gemini's candidates, LangChain's generation info. */
function finishReasonIn(response: JsonObject): string | null {
  const first = (list: Json | undefined): JsonObject => {
    let item = list;
    for (let depth = 0; Array.isArray(item) && depth < 2; depth++) item = item[0];
    return isObject(item) ? item : {};
  };
  const generation = first(response.generations);
  const info = [generation.generationInfo, generation.generation_info].find(isObject) ?? {};
  const metadata = generatedMessage(response)?.response_metadata;
  const said = isObject(metadata) ? metadata : {};
  const candidate = first(response.candidates);
  return textOrNull(
    first(response.choices).finish_reason ??
      response.finish_reason ??
      response.finishReason ??
      response.stop_reason ??
      response.stopReason ??
      candidate.finishReason ??
      candidate.finish_reason ??
      info.finish_reason ??
      said.finish_reason ??
      said.stop_reason ??
      (response.object === "response" ? response.status : undefined),
  );
}
