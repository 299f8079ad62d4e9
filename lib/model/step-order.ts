/** What the place of a step depends on, as long as its trace does not say otherwise. */
interface Step {
  spanId: string;
  startedUs: number;
  /** Null: not ended yet. */
  durationNs: number | null;
}

/**
 * By start; of steps that start at once the longer one first, since it may hold the others (one that has not ended is the
 * longest); then by id. Statements say the same: `order by started_at, duration_ns desc nulls first, span_id`.
 */
export function byStart(a: Step, b: Step): number {
  if (a.startedUs !== b.startedUs) return a.startedUs - b.startedUs;
  if (a.durationNs !== b.durationNs) return (a.durationNs ?? Infinity) > (b.durationNs ?? Infinity) ? -1 : 1;
  return a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0;
}
