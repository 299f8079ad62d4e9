import { BUCKET_UNITS, REQUEST_UNIT, UNKNOWN_UNIT } from "@/lib/cost/bucket-units";
import type { SpanDocument } from "@/lib/traces/document";

/** One bucket of a call's tokens with what it cost. */
export interface TokenLine {
  label: string;
  tokens: number;
  /** Dollars a million tokens; null: the call has no price. */
  usdPerMillion: string | null;
  /** Charged like this bucket, as the list has no price of its own: "input". */
  chargedAs: string | null;
  costUsd: number | null;
}

const LABELS: Record<keyof typeof BUCKET_UNITS, string> = {
  inputUncached: "Input",
  cacheRead: "Cache read",
  cacheWrite5m: "Cache write",
  cacheWrite1h: "Cache write, 1 h",
  cacheReadAudio: "Cache read, audio",
  cacheReadImage: "Cache read, images",
  inputImage: "Input, images",
  inputVideo: "Input, video",
  outputImage: "Output, images",
  outputVideo: "Output, video",
  inputAudio: "Audio in",
  outputText: "Output",
  reasoning: "Reasoning",
  outputAudio: "Audio out",
};

/** Buckets that hold tokens, in the order of a bill; empty when nothing is known. */
export function tokenLines({
  token_buckets: buckets,
  price,
}: Pick<SpanDocument, "token_buckets" | "price">): TokenLine[] {
  if (buckets === null) return [];
  const less = (whole: number | null, ...parts: (number | null)[]): number | null =>
    whole === null ? null : Math.max(0, whole - parts.reduce<number>((sum, part) => sum + (part ?? 0), 0));
  const tokens: Record<keyof typeof BUCKET_UNITS, number | null> = {
    inputUncached: less(buckets.input_uncached, buckets.input_image, buckets.input_video),
    inputImage: buckets.input_image,
    inputVideo: buckets.input_video,
    cacheRead: less(buckets.cache_read, buckets.cache_read_audio, buckets.cache_read_image),
    cacheReadAudio: buckets.cache_read_audio,
    cacheReadImage: buckets.cache_read_image,
    cacheWrite5m: less(buckets.cache_write, buckets.cache_write_1h),
    cacheWrite1h: buckets.cache_write_1h,
    inputAudio: buckets.input_audio,
    outputText: less(buckets.output_text, buckets.output_image, buckets.output_video),
    outputImage: buckets.output_image,
    outputVideo: buckets.output_video,
    reasoning: buckets.reasoning,
    outputAudio: buckets.output_audio,
  };
  const lines = (Object.keys(tokens) as (keyof typeof tokens)[]).flatMap((bucket): TokenLine[] => {
    const count = tokens[bucket];
    // Zero input or output is a fact; zero of the rarer buckets is noise.
    if (count === null || (count === 0 && bucket !== "inputUncached" && bucket !== "outputText")) return [];
    const keys = BUCKET_UNITS[bucket];
    const key = keys.find((candidate) => price?.units[candidate] !== undefined);
    const said = key === undefined ? null : String(price!.units[key]);
    const unit = said === UNKNOWN_UNIT ? null : said;
    return [
      {
        label: LABELS[bucket],
        tokens: count,
        usdPerMillion: unit,
        chargedAs:
          key === undefined || key === keys[0] ? null : key.replace(/_mtok$/, "").replaceAll("_", " "),
        costUsd: unit === null ? null : (count * Number(unit)) / 1e6,
      },
    ];
  });
  const fee = price?.units[REQUEST_UNIT];
  if (fee === undefined || lines.length === 0) return lines;
  // A fee a thousand requests, in the column's unit.
  const usdPerMillion = String(Number(fee) * 1000);
  return [
    ...lines,
    { label: "Request fee", tokens: 1, usdPerMillion, chargedAs: null, costUsd: Number(fee) / 1000 },
  ];
}
