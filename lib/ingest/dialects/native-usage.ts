import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";

import { countOf } from "./facts";
import type { ReportedUsage } from "./reported-usage";
import { usageOfObject } from "./usage-attributes";

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
  if (found.input == null && found.output == null && found.uncached == null) return null;
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

/**
 * The prompt holds the cached part, and not what its tools read; thoughts stand beside the answer, unless the total tells that
 * somebody put another provider's counts into this shape.
 */
function gemini(usage: JsonObject, count: Count): ReportedUsage & { shape: string } {
  const counts = usageOfObject(usage);
  const tools = count("toolUsePromptTokenCount", "tool_use_prompt_token_count");
  const { input, output: answer, reasoning: thoughts, total } = counts;
  const isWithin = input != null && answer != null && total === input + answer + (tools ?? 0);
  return {
    ...counts,
    inputTools: null,
    shape: "gemini",
    input: input == null ? null : input + (tools ?? 0),
    output: answer == null && thoughts == null ? null : (answer ?? 0) + (isWithin ? 0 : (thoughts ?? 0)),
    style: "inclusive",
  };
}

function common(usage: JsonObject, count: Count): ReportedUsage & { shape: string } {
  const counts = usageOfObject(usage);
  const besides = compactionsOf(usage);
  const has = (key: string): boolean => usage[key] != null;
  const langChain = isObject(usage.input_token_details);
  const bedrock =
    has("cacheReadInputTokens") || has("cacheWriteInputTokens") || has("cacheReadInputTokenCount");
  const anthropic = has("cache_read_input_tokens") || has("cache_creation_input_tokens");
  // Who adds the cache up under OpenAI's names leaves the provider's own beside it.
  const openai = has("prompt_tokens") || isObject(usage.input_tokens_details);
  // Genkit's stand beside the answer.
  const beside = count("thoughtsTokens");
  const { output } = counts;
  return {
    ...counts,
    ...(besides === null ? {} : { besides }),
    shape: langChain
      ? "langchain"
      : openai
        ? "openai"
        : anthropic
          ? "anthropic"
          : bedrock
            ? "bedrock"
            : "openai",
    output: output == null || beside === null ? output : output + beside,
    style: !langChain && !openai && (anthropic || bedrock) ? "exclusive" : "inclusive",
  };
}

/**
 * Anthropic summarises a conversation that has grown too long within the same request: what that took is billed, too, and is
 * not in the totals (https://platform.claude.com/docs/en/build-with-claude/compaction).
 */
function compactionsOf({ iterations }: JsonObject): ReportedUsage | null {
  if (!Array.isArray(iterations)) return null;
  let sum: ReportedUsage | null = null;
  for (const iteration of iterations) {
    if (!isObject(iteration) || iteration.type !== "compaction") continue;
    const more = usageOfObject(iteration);
    sum ??= { style: "exclusive" };
    for (const field of [
      "input",
      "output",
      "cacheRead",
      "cacheWrite",
      "cacheWrite5m",
      "cacheWrite1h",
    ] as const)
      if (more[field] != null) sum[field] = (sum[field] ?? 0) + more[field];
  }
  return sum;
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
