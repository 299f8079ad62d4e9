import { formatCount } from "@/lib/format/count";

const one = (limit: number | null, unit: string): string | null =>
  limit === null ? null : limit === 0 ? `any ${unit}/s` : `${formatCount(limit)} ${unit}/s`;

/** "200 spans/s, any requests/s"; "default" when nobody said otherwise. */
export const keyLimitsText = (key: {
  maxSpansPerSecond: number | null;
  maxRequestsPerSecond: number | null;
}): string =>
  [one(key.maxSpansPerSecond, "spans"), one(key.maxRequestsPerSecond, "requests")]
    .filter((text) => text !== null)
    .join(", ") || "default";
