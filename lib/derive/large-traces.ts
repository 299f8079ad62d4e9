import { keyOf, type TraceKey } from "./read-facts";

type TraceRef = Pick<TraceKey, "projectId" | "traceId">;

/** A trace with more spans rests between two derivations. */
export const RESTS_FROM_SPANS = 2_000;
/** Ten times of what deriving a span takes: a trace that grows all the time takes a tenth of a loop, however large it gets. */
const REST_MS_A_SPAN = 0.25;
const MOST_REST_MS = 30_000;
/** Until the large trace that another loop is at may be done. */
const BUSY_REST_MS = 1_000;

/**
 * What a worker knows of traces with thousands of spans: which were derived a moment ago and rest, so that one that grows is
 * not read as a whole for every request, and whether one is being derived, so that two never lie in memory at once. Their
 * marks stay where they are meanwhile. A worker that forgets this only works more.
 */
export class LargeTraces {
  private readonly resting = new Map<string, { trace: TraceRef; untilMs: number }>();
  private busy = false;

  constructor(private readonly now: () => number = Date.now) {}

  /** Traces whose marks are not to be taken yet. */
  atRest(): TraceRef[] {
    for (const [key, { untilMs }] of this.resting) if (untilMs <= this.now()) this.resting.delete(key);
    return [...this.resting.values()].map(({ trace }) => trace);
  }

  /** To be called when it was derived. */
  derived(trace: TraceRef, spans: number): void {
    if (spans > RESTS_FROM_SPANS) this.rest(trace, Math.min(spans * REST_MS_A_SPAN, MOST_REST_MS));
  }

  /** Runs `work` unless such work is being done: then the trace rests a moment and null is returned. */
  async alone<T>(trace: TraceRef, work: () => Promise<T>): Promise<T | null> {
    if (this.busy) {
      this.rest(trace, BUSY_REST_MS);
      return null;
    }
    this.busy = true;
    try {
      return await work();
    } finally {
      this.busy = false;
    }
  }

  private rest({ projectId, traceId }: TraceRef, ms: number): void {
    this.resting.set(keyOf({ projectId, traceId }), {
      trace: { projectId, traceId },
      untilMs: this.now() + ms,
    });
  }
}
