import { isObject } from "@/lib/model/json";
import type { JsonObject } from "@/lib/model/json";

import { countOf } from "./facts";
import type { ReportedUsage } from "./usage";

/** LangChain's `usage_metadata`: inclusive of the cache for every provider. The write may be said only by its lifetimes. */
export function langsmithUsage(usage: JsonObject | null): ReportedUsage | null {
  if (usage === null) return null;
  const inputs = isObject(usage.input_token_details) ? usage.input_token_details : {};
  const outputs = isObject(usage.output_token_details) ? usage.output_token_details : {};
  return {
    input: countOf(usage.input_tokens),
    cacheRead: ofAnyTier(inputs, "cache_read"),
    cacheWrite: countOf(inputs.cache_creation),
    cacheWrite5m: countOf(inputs.ephemeral_5m_input_tokens),
    cacheWrite1h: countOf(inputs.ephemeral_1h_input_tokens) ?? countOf(inputs.ephemeral_1hr_input_tokens),
    inputAudio: countOf(inputs.audio),
    output: countOf(usage.output_tokens),
    reasoning: ofAnyTier(outputs, "reasoning"),
    outputAudio: countOf(outputs.audio),
    total: countOf(usage.total_tokens),
    whole: true,
    style: "inclusive",
    rule: "langsmith-usage-metadata",
  };
}

/** OpenAI's service tiers are said in the name: `priority_cache_read` is there instead of `cache_read`. */
const ofAnyTier = (details: JsonObject, name: string): number | null =>
  countOf(details[name]) ?? countOf(details[`priority_${name}`]) ?? countOf(details[`flex_${name}`]);
