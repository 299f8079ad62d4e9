import type { TokenBuckets } from "@/lib/model/tokens";

/** Which unit prices a bucket, in order of preference: a list without a cache price charges the input's. */
export const BUCKET_UNITS: Record<
  Exclude<keyof TokenBuckets, "cacheWrite"> | "cacheWrite5m",
  readonly string[]
> = {
  inputUncached: ["input_mtok"],
  cacheRead: ["cache_read_mtok", "input_mtok"],
  cacheWrite5m: ["cache_write_mtok", "input_mtok"],
  cacheWrite1h: ["cache_write_1h_mtok", "cache_write_mtok", "input_mtok"],
  inputAudio: ["input_audio_mtok", "input_mtok"],
  outputText: ["output_mtok"],
  reasoning: ["output_reasoning_mtok", "output_mtok"],
  outputAudio: ["output_audio_mtok", "output_mtok"],
  cacheReadAudio: ["cache_audio_read_mtok", "cache_read_mtok", "input_audio_mtok", "input_mtok"],
  cacheReadImage: ["cache_image_read_mtok", "cache_read_mtok", "input_image_mtok", "input_mtok"],
  inputImage: ["input_image_mtok", "input_mtok"],
  inputVideo: ["input_video_mtok", "input_mtok"],
  outputImage: ["output_image_mtok", "output_mtok"],
  outputVideo: ["output_video_mtok", "output_mtok"],
};

/** US dollars a thousand requests: some providers charge a fee for each call beside its tokens. */
export const REQUEST_UNIT = "requests_kcount";

/** US dollars a thousand searches of the web within calls. */
export const SEARCH_UNIT = "web_searches_kcount";

/** In place of an amount: the source has a price for these tokens at other tiers or sizes, and none here. */
export const UNKNOWN_UNIT = "unknown";

/** What some calls are billed by instead of tokens, where the span says how much it was. */
export interface Quantities {
  /** Searches of a reranker: one a query, of so many documents as the provider allows. */
  searches?: number | null;
  /** Searches of the web that the provider ran within a call: billed beside its tokens. */
  webSearches?: number | null;
  /** Seconds of audio that were heard. */
  audioSeconds?: number | null;
  /** Characters that were spoken. */
  characters?: number | null;
}

/** The units of quantities, in order of preference, and how many a unit is for. */
export const QUANTITY_UNITS: Record<keyof Quantities, { keys: readonly string[]; many: number }> = {
  searches: { keys: ["rerank_searches_kcount"], many: 1000 },
  webSearches: { keys: [SEARCH_UNIT], many: 1000 },
  audioSeconds: { keys: ["input_audio_hours", "audio_hours"], many: 3600 },
  characters: { keys: ["input_mchars"], many: 1_000_000 },
};

/** Every unit that a price of one's own may name. */
export const UNIT_KEYS = [
  "input_mtok",
  "cache_read_mtok",
  "cache_write_mtok",
  "cache_write_1h_mtok",
  "input_audio_mtok",
  "output_mtok",
  "output_reasoning_mtok",
  "output_audio_mtok",
  REQUEST_UNIT,
  SEARCH_UNIT,
] as const;
export type UnitKey = (typeof UNIT_KEYS)[number];
