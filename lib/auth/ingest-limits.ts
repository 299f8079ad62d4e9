/** What a key may send when nobody said otherwise, for each server process: more than one takes on two cores. */
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
