import { Counter, type MetricObjectWithValues, type MetricValue, Registry } from "prom-client";

/** What became of everything that was sent to this server since it started, for Prometheus. */
export class IngestCounters {
  readonly registry = new Registry();

  readonly accepted = this.counter(
    "recount_ingest_accepted_total",
    "Spans, additions to spans and scores that were stored.",
    ["signal"],
  );
  readonly rejected = this.counter(
    "recount_ingest_rejected_total",
    "Single spans, records or items that were not taken while the rest of their request was.",
    ["signal", "reason"],
  );
  readonly unkept = this.counter(
    "recount_ingest_unkept_total",
    "Log records that were understood and have no place.",
    ["signal", "reason"],
  );
  readonly failed = this.counter(
    "recount_ingest_failed_requests_total",
    "OTLP requests that were refused as a whole.",
    ["signal", "code"],
  );

  /** What another thread counted, which began anew after telling it. */
  add(counted: readonly MetricObjectWithValues<MetricValue<string>>[]): void {
    for (const { name, values } of counted) {
      const counter = this.registry.getSingleMetric(name) as Counter | undefined;
      for (const { labels, value } of values) counter?.inc(labels, value);
    }
  }

  private counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }
}
