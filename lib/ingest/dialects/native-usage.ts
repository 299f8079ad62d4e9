import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";

import { countOf } from "./facts";
import type { ReportedUsage } from "./usage";

/**
 * A provider's own usage object, which clients hand on as it is: OpenAI (chat and Responses), Anthropic, Bedrock, Gemini in
 * both spellings, LangChain's `usage_metadata` and `tokenUsage`, and the AI SDK's.
 * @param client names the rule: `<client>-openai-shape`
 * @returns null when the object counts nothing that is known
 */
export function nativeUsage(usage: Json | undefined, client: string): ReportedUsage | null {
  if (!isObject(usage)) return null;
  const count = counter(usage);
  const found = isGemini(usage) ? gemini(usage, count) : common(usage, count);
  if (found.input === null && found.output === null) return null;
  const { shape, ...counts } = found;
  return { ...counts, whole: true, rule: `${client}-${shape}-shape` };
}

type Count = (...keys: string[]) => number | null;

const counter =
  (usage: JsonObject): Count =>
  (...keys) =>
    keys.map((key) => countOf(usage[key])).find((value) => value !== null) ?? null;

const isGemini = (usage: JsonObject): boolean =>
  usage.promptTokenCount !== undefined ||
  usage.prompt_token_count !== undefined ||
  usage.candidatesTokenCount !== undefined ||
  usage.candidates_token_count !== undefined;

/** The prompt holds the cached part, and not what its tools read; thoughts stand beside the answer. */
function gemini(usage: JsonObject, count: Count): ReportedUsage & { shape: string } {
  const prompt = count("promptTokenCount", "prompt_token_count");
  const tools = count("toolUsePromptTokenCount", "tool_use_prompt_token_count");
  const answer = count("candidatesTokenCount", "candidates_token_count");
  const thoughts = count("thoughtsTokenCount", "thoughts_token_count");
  return {
    shape: "gemini",
    input: prompt === null ? null : prompt + (tools ?? 0),
    cacheRead: count("cachedContentTokenCount", "cached_content_token_count"),
    output: answer === null && thoughts === null ? null : (answer ?? 0) + (thoughts ?? 0),
    reasoning: thoughts,
    total: count("totalTokenCount", "total_token_count"),
    style: "inclusive",
  };
}

function common(usage: JsonObject, count: Count): ReportedUsage & { shape: string } {
  const part = (...keys: string[]): JsonObject => keys.map((key) => usage[key]).find(isObject) ?? {};
  const inputs = part(
    "prompt_tokens_details",
    "input_tokens_details",
    "input_token_details",
    "promptTokensDetails",
    "inputTokenDetails",
  );
  const outputs = part(
    "completion_tokens_details",
    "output_tokens_details",
    "output_token_details",
    "completionTokensDetails",
    "outputTokenDetails",
  );
  const writes = part("cache_creation");
  const langChain = isObject(usage.input_token_details);
  const bedrock = usage.cacheReadInputTokens !== undefined || usage.cacheWriteInputTokens !== undefined;
  const anthropic =
    usage.cache_read_input_tokens !== undefined || usage.cache_creation_input_tokens !== undefined;
  const beside = count("thoughtsTokens");
  const output = count("completion_tokens", "output_tokens", "completionTokens", "outputTokens");
  return {
    shape: langChain ? "langchain" : anthropic ? "anthropic" : bedrock ? "bedrock" : "openai",
    input: count("prompt_tokens", "input_tokens", "promptTokens", "inputTokens"),
    cacheRead:
      countOf(inputs.cached_tokens) ??
      countOf(inputs.cachedTokens) ??
      countOf(inputs.cache_read) ??
      countOf(inputs.cacheReadTokens) ??
      count(
        "cache_read_input_tokens",
        "cacheReadInputTokens",
        "cachedInputTokens",
        "cachedContentTokens",
        "prompt_cache_hit_tokens",
      ),
    cacheWrite:
      countOf(inputs.cache_creation) ??
      countOf(inputs.cacheWriteTokens) ??
      count("cache_creation_input_tokens", "cacheWriteInputTokens"),
    cacheWrite5m: countOf(writes.ephemeral_5m_input_tokens) ?? countOf(inputs.ephemeral_5m_input_tokens),
    cacheWrite1h:
      countOf(writes.ephemeral_1h_input_tokens) ??
      countOf(inputs.ephemeral_1h_input_tokens) ??
      countOf(inputs.ephemeral_1hr_input_tokens),
    uncached: countOf(inputs.noCacheTokens),
    inputAudio: countOf(inputs.audio_tokens) ?? countOf(inputs.audio),
    output: output === null || beside === null ? output : output + beside,
    reasoning:
      countOf(outputs.reasoning_tokens) ??
      countOf(outputs.reasoning) ??
      countOf(outputs.reasoningTokens) ??
      beside ??
      count("reasoningTokens"),
    outputAudio: countOf(outputs.audio_tokens) ?? countOf(outputs.audio),
    total: count("total_tokens", "totalTokens"),
    style: !langChain && (anthropic || bedrock) ? "exclusive" : "inclusive",
  };
}

/** Where responses keep their usage: at the top, or where LangChain, Gemini, Bedrock and Haystack put it. */
export function usageIn(response: Json | undefined): Json | undefined {
  if (!isObject(response)) return undefined;
  const llmOutput = response.llmOutput ?? response.llm_output;
  const message = generatedMessage(response);
  return (
    response.usage_metadata ??
    response.usageMetadata ??
    response.usage ??
    message?.usage_metadata ??
    (isObject(llmOutput)
      ? (llmOutput.tokenUsage ?? llmOutput.token_usage ?? llmOutput.estimatedTokenUsage)
      : undefined)
  );
}

/** The first message of LangChain's `generations[][]`, plain or serialised. */
export function generatedMessage(response: JsonObject): JsonObject | null {
  let generation: Json | undefined = response.generations;
  for (let depth = 0; Array.isArray(generation) && depth < 2; depth++) generation = generation[0];
  const message = isObject(generation) ? generation.message : response.message;
  if (!isObject(message)) return null;
  return isObject(message.kwargs) ? message.kwargs : message;
}
