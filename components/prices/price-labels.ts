import type { Lack } from "@/lib/traffic/assess-traffic";
import type { UnitKey } from "@/lib/cost/bucket-units";
import type { ServiceTier } from "@/lib/cost/service-tier";

/** What a unit is called; all are US dollars a million tokens but those that say a thousand. */
export const UNIT_LABELS: Record<UnitKey, string> = {
  input_mtok: "Input",
  cache_read_mtok: "Cache read",
  cache_write_mtok: "Cache write",
  cache_write_1h_mtok: "Cache write, 1 h",
  input_audio_mtok: "Audio in",
  output_mtok: "Output",
  output_reasoning_mtok: "Reasoning",
  output_audio_mtok: "Audio out",
  requests_kcount: "1,000 requests",
  web_searches_kcount: "1,000 web searches",
};

export const TIER_LABELS: Record<ServiceTier, string> = {
  standard: "Standard",
  batch: "Batch",
  flex: "Flex",
  priority: "Priority",
};

export const LACK_WORDS: Record<Lack, string> = {
  no_model: "the client names no model",
  no_price: "no price",
  no_usage: "no usage came with them",
  priced_since:
    "another service tier, only a part of the usage, sound, pictures or searches that are not told apart, or older than the price",
};

/** Traces with calls of a model, in the last 30 days. */
export const tracesOfModel = (
  slug: string,
  row: { provider: string | null; model: string | null },
): string => {
  const search = new URLSearchParams({ range: "30d" });
  if (row.model !== null) search.set("model", row.model);
  if (row.provider !== null) search.set("provider", row.provider);
  return `/p/${encodeURIComponent(slug)}/traces?${search.toString()}`;
};
