import type { JsonObject } from "@/lib/model/json";

import { countOf } from "./facts";
import { nativeUsage } from "./native-usage";
import type { ReportedUsage } from "./usage";

const NATIVE = /^(?:prompt|input|candidates|completion|output)_?(?:[Tt]okens?|token_count|TokenCount)$/;

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
    details.input === undefined &&
    details.output === undefined &&
    Object.keys(details).some((key) => NATIVE.test(key))
  )
    return nativeUsage(details, "langfuse");

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
  if (!inclusive) {
    // Buckets beside the ones that have a price of their own (images, text of a modality): still tokens.
    usage.input = withOthers(usage.input, details, "input_");
    usage.output = withOthers(usage.output, details, "output_");
  }
  return {
    ...usage,
    whole: true,
    style: inclusive ? "inclusive" : "disjoint",
    rule: inclusive ? "langfuse-total-inclusive" : "langfuse-disjoint",
  };
}

const BUCKETS = new Set([
  "input_cached_tokens",
  "input_cache_read",
  "input_cache_creation",
  "input_cache_write",
  "input_cache_creation_5m",
  "input_cache_creation_1h",
  "input_audio_tokens",
  "input_audio",
  "output_reasoning_tokens",
  "output_reasoning",
  "output_audio_tokens",
  "output_audio",
]);

function withOthers(count: number | null | undefined, details: JsonObject, prefix: string): number | null {
  const others = Object.entries(details)
    .filter(([key]) => key.startsWith(prefix) && !BUCKETS.has(key))
    .map(([, value]) => countOf(value))
    .filter((value) => value !== null);
  return others.length === 0 ? (count ?? null) : others.reduce((sum, value) => sum + value, count ?? 0);
}
