import { isObject } from "@/lib/model/json";

import { countOf } from "./facts";
import type { Facts } from "./facts";
import type { ReportedUsage } from "./reported-usage";
import { usageIn } from "./usage-attributes";

/** Providers whose own API excludes cached tokens; versions 4 and 5 hand their numbers on as they are. */
const EXCLUSIVE = /^(?:anthropic|amazon-bedrock|google\.vertex\.anthropic|vertex\.anthropic)/;

/** `ai.usage.*` in the names of versions 4 to 7, completed from the provider's metadata. */
export function aiSdkUsage(facts: Facts): ReportedUsage | null {
  const metadata = facts.object("ai.response.providerMetadata") ?? facts.object("ai.result.providerMetadata");
  if (metadata !== null) facts.keep("ai.response.providerMetadata", metadata);
  const of = (provider: string) =>
    metadata !== null && isObject(metadata[provider]) ? metadata[provider] : {};
  const anthropic = of("anthropic");
  const native = isObject(anthropic.usage) ? anthropic.usage : {};
  const bedrock = isObject(of("bedrock").usage) ? of("bedrock").usage : {};
  const bedrockUsage = isObject(bedrock) ? bedrock : {};
  const writes = isObject(native.cache_creation) ? native.cache_creation : {};

  const detailed =
    facts.has("ai.usage.inputTokenDetails.noCacheTokens") ||
    facts.has("ai.usage.inputTokenDetails.cacheReadTokens") ||
    facts.has("ai.usage.inputTokenDetails.cacheWriteTokens");
  const counts = usageIn(facts, "ai")?.counts ?? {};
  const found: ReportedUsage = {
    ...counts,
    cacheRead:
      counts.cacheRead ??
      countOf(of("openai").cachedPromptTokens) ??
      countOf(native.cache_read_input_tokens) ??
      countOf(anthropic.cacheReadInputTokens) ??
      countOf(bedrockUsage.cacheReadInputTokens),
    cacheWrite:
      counts.cacheWrite ??
      countOf(native.cache_creation_input_tokens) ??
      countOf(anthropic.cacheCreationInputTokens) ??
      countOf(bedrockUsage.cacheWriteInputTokens),
    cacheWrite5m: countOf(writes.ephemeral_5m_input_tokens),
    cacheWrite1h: countOf(writes.ephemeral_1h_input_tokens),
    reasoning: counts.reasoning ?? countOf(of("openai").reasoningTokens),
  };
  if (found.input == null && found.output == null && found.uncached == null) return null;
  if (detailed) return { ...found, style: "inclusive", rule: "ai-sdk-details" };
  const exclusive = EXCLUSIVE.test(facts.peekText("ai.model.provider") ?? "");
  return {
    ...found,
    style: exclusive ? "exclusive" : "inclusive",
    rule: exclusive ? "ai-sdk-5-native" : "ai-sdk",
  };
}
