import type { JsonObject } from "@/lib/model/json";

import type { ReportedUsage } from "./reported-usage";
import { usageOfObject } from "./usage-attributes";

/**
 * LangChain's `usage_metadata`: inclusive of the cache for every provider. The write may be said only by its lifetimes, and
 * OpenAI's service tiers in the name: `priority_cache_read` is there instead of `cache_read`.
 */
export const langsmithUsage = (usage: JsonObject | null): ReportedUsage | null =>
  usage === null
    ? null
    : { ...usageOfObject(usage), whole: true, style: "inclusive", rule: "langsmith-usage-metadata" };
