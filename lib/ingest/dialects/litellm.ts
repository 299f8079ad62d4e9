import type { JsonObject } from "@/lib/model/json";
import { isObject } from "@/lib/model/json";

import { parseJson } from "../text";
import type { Dialect, Reading } from "./dialect";
import { textOrNull } from "./facts";
import type { Facts } from "./facts";
import { nativeUsage } from "./native-usage";

/** The provider's request and answer as they are, each field in an attribute of its own, below the call. */
const RAW_SPAN = "raw_gen_ai_request";

/** LiteLLM's `otel` callback: GenAI on the call, the provider's own words on a span below it. */
export const litellm: Dialect = {
  name: "litellm",
  speaks: ({ scope, span }) => scope.name === "litellm" || span.name === RAW_SPAN,
  read: (facts) => (facts.span.name === RAW_SPAN ? raw(facts) : { cacheCostUsd: cacheCost(facts) }),
};

/**
 * What reading and writing the cache cost. The callback's older attributes say only that, and not how many tokens it was: then
 * the whole input must not be priced as if none were cached.
 */
function cacheCost(facts: Facts): { read: number; write: number } | null {
  const read = facts.number("gen_ai.cost.cache_read_cost") ?? 0;
  const write = facts.number("gen_ai.cost.cache_creation_cost") ?? 0;
  return read > 0 || write > 0 ? { read, write } : null;
}

/** `llm.openai.usage`, `llm.anthropic.model`: Python's own form of dictionaries where they are no JSON. */
function raw(facts: Facts): Reading {
  for (const key of facts.attributes.keys()) {
    const [, provider] = /^llm\.([^.]+)\.usage$/.exec(key) ?? [];
    if (provider === undefined) continue;
    const usage = nativeUsage(dictionaryOf(facts.peekText(key)) ?? undefined, "litellm");
    if (usage === null) return {};
    facts.drop(key);
    return {
      kind: "llm",
      provider,
      usage,
      requestModel: textOrNull(facts.peek(`llm.${provider}.model`)),
      responseModel: textOrNull(facts.peek(`llm.${provider}.model`)),
      responseId: textOrNull(facts.peek(`llm.${provider}.id`)),
    };
  }
  return {};
}

/** Of numbers, names and nothing: that is all that usage holds. */
function dictionaryOf(text: string | null): JsonObject | null {
  if (text === null) return null;
  const value =
    parseJson(text) ??
    parseJson(
      text
        .replaceAll(/'([^'"\\]*)'/g, '"$1"')
        .replaceAll(/\bNone\b/g, "null")
        .replaceAll(/\bTrue\b/g, "true")
        .replaceAll(/\bFalse\b/g, "false"),
    );
  return isObject(value) ? value : null;
}
