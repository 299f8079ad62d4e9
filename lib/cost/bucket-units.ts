import type { TokenBuckets } from "@/lib/model/tokens";

/** Which unit prices a bucket, in order of preference: a list without a cache price charges the input's. */
export const BUCKET_UNITS: Record<Exclude<keyof TokenBuckets, "cacheWrite">, readonly string[]> & {
  cacheWrite5m: readonly string[];
} = {
  inputUncached: ["input_mtok"],
  cacheRead: ["cache_read_mtok", "input_mtok"],
  cacheWrite5m: ["cache_write_mtok", "input_mtok"],
  cacheWrite1h: ["cache_write_1h_mtok", "cache_write_mtok", "input_mtok"],
  inputAudio: ["input_audio_mtok", "input_mtok"],
  outputText: ["output_mtok"],
  reasoning: ["output_reasoning_mtok", "output_mtok"],
  outputAudio: ["output_audio_mtok", "output_mtok"],
};
