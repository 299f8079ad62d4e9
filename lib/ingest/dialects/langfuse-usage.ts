import type { JsonObject } from "@/lib/model/json";
import { isObject } from "@/lib/model/json";

import { countOf } from "./facts";
import type { ReportedUsage } from "./usage";

/**
 * Langfuse's `usageDetails`: disjoint buckets by its documentation and in its current SDKs; version 3 of the JS SDK wrote
 * inclusive counts under the same names, which its total gives away. Objects in OpenAI's or Anthropic's own shape keep
 * their own meaning.
 */
export function langfuseUsage(details: JsonObject | null): ReportedUsage | null {
  if (details === null) return null;
  const count = (...keys: string[]): number | null =>
    keys.map((key) => countOf(details[key])).find((value) => value !== null) ?? null;
  if (
    details.prompt_tokens !== undefined ||
    details.input_tokens !== undefined ||
    details.promptTokens !== undefined
  )
    return native(details, count);

  const usage: ReportedUsage = {
    input: count("input"),
    cacheRead: count("input_cached_tokens", "input_cache_read", "cache_read_input_tokens"),
    cacheWrite: count("input_cache_creation", "cache_creation_input_tokens", "input_cache_write"),
    cacheWrite5m: count("input_cache_creation_5m"),
    cacheWrite1h: count("input_cache_creation_1h"),
    inputAudio: count("input_audio_tokens", "input_audio"),
    output: count("output"),
    reasoning: count("output_reasoning_tokens", "output_reasoning"),
    outputAudio: count("output_audio_tokens", "output_audio"),
    total: count("total"),
  };
  const cached = (usage.cacheRead ?? 0) + (usage.cacheWrite ?? 0);
  const extra = cached + (usage.reasoning ?? 0) + (usage.inputAudio ?? 0) + (usage.outputAudio ?? 0);
  const inclusive =
    extra > 0 && usage.total === (usage.input ?? 0) + (usage.output ?? 0) && cached <= (usage.input ?? 0);
  return {
    ...usage,
    whole: true,
    style: inclusive ? "inclusive" : "disjoint",
    rule: inclusive ? "langfuse-total-inclusive" : "langfuse-disjoint",
  };
}

function native(details: JsonObject, count: (...keys: string[]) => number | null): ReportedUsage {
  const inputs = [details.prompt_tokens_details, details.input_tokens_details].find(isObject);
  const outputs = [details.completion_tokens_details, details.output_tokens_details].find(isObject);
  const exclusive =
    details.cache_read_input_tokens !== undefined || details.cache_creation_input_tokens !== undefined;
  return {
    input: count("prompt_tokens", "input_tokens", "promptTokens"),
    cacheRead: countOf(inputs?.cached_tokens) ?? count("cache_read_input_tokens"),
    cacheWrite: count("cache_creation_input_tokens"),
    inputAudio: countOf(inputs?.audio_tokens),
    output: count("completion_tokens", "output_tokens", "completionTokens"),
    reasoning: countOf(outputs?.reasoning_tokens),
    outputAudio: countOf(outputs?.audio_tokens),
    total: count("total_tokens", "totalTokens"),
    whole: true,
    style: exclusive ? "exclusive" : "inclusive",
    rule: exclusive ? "langfuse-anthropic-shape" : "langfuse-openai-shape",
  };
}
