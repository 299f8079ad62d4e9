import { SpanKind } from "@opentelemetry/api";
import { Counter, Histogram } from "prom-client";

import type { Round, RoundWatcher } from "@/lib/jobs/run-jobs";
import { tellSpan, type Tracing } from "@/lib/telemetry/tracing";

/**
 * Shorter rounds are no span: there are ten a second, and where the spans are sent to this same Recount, the rounds that
 * store and count them would lead to the next for ever.
 */
const SPAN_FROM_MS = 100;
/** Rounds in a row that fail before the worker is said to be unwell: one or two are a database that was restarted. */
const UNWELL_FAILURES = 3;

const durations = new Histogram({
  name: "recount_job_duration_seconds",
  help: "Time of a round of a job.",
  labelNames: ["job"],
  buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60],
});
const failed = new Counter({
  name: "recount_job_failures_total",
  help: "Rounds of a job that failed; each is tried again.",
  labelNames: ["job"],
});

/** What is known of the rounds that have ended: in metrics, in traces if asked to, and for readiness. */
export class Rounds implements RoundWatcher {
  private readonly failing = new Map<string, number>();

  constructor(private readonly tracing: Tracing | null) {}

  ended({ job, startedAt, failures, error }: Round): void {
    const ms = Date.now() - startedAt;
    durations.observe({ job }, ms / 1000);
    if (failures > 0) failed.inc({ job });
    this.failing.set(job, failures);
    if (!this.tracing || (failures === 0 && ms < SPAN_FROM_MS)) return;
    tellSpan(this.tracing.tracer, {
      name: `job ${job}`,
      kind: SpanKind.INTERNAL,
      startedAt,
      attributes: { "recount.job": job },
      error: failures > 0 ? (error instanceof Error ? error.message : String(error)) : null,
    });
  }

  /** Why work is not done; null: it is. */
  obstacle(): string | null {
    for (const [job, failures] of this.failing)
      if (failures >= UNWELL_FAILURES) return `The job "${job}" has failed ${failures} times in a row.`;
    return null;
  }
}
