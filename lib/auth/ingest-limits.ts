import { z } from "zod";

/** What a key may send when nobody said otherwise, for each copy of the app: more than one copy takes on two cores. */
export const DEFAULT_SPANS_PER_SECOND = 50_000;
export const DEFAULT_REQUESTS_PER_SECOND = 5_000;

/** What one key and its project may send, as the database says it. */
export interface IngestLimits {
  /** Null: the default; 0: no limit. */
  maxSpansPerSecond: number | null;
  maxRequestsPerSecond: number | null;
  /** Spans a UTC day; null: no quota. */
  dailySpanQuota: number | null;
}

/** A limit that holds, a second; null: none. */
export const effective = (said: number | null, otherwise: number): number | null =>
  said === 0 ? null : (said ?? otherwise);

const MAX_RATE = 10_000_000;
const rate = z
  .int({ error: "Use a whole number; 0 for no limit." })
  .min(0, { error: "Use 0 for no limit." })
  .max(MAX_RATE, { error: "Use at most 10,000,000, or 0 for no limit." })
  .nullable();

/** Null: the default. */
export const RateLimit = rate;

/** Null: off. */
export const DailySpanQuota = z
  .int({ error: "Use a whole number of spans." })
  .min(1, { error: "Use at least 1, or leave it empty for no quota." })
  .max(1_000_000_000_000, { error: "Use at most 1,000,000,000,000, or leave it empty for no quota." })
  .nullable();
