import type { IdGenerator } from "@opentelemetry/sdk-trace";

/** Hands the SDK the ids that were planned, so that sending the same plan twice sends the same spans. */
export class PlannedIds implements IdGenerator {
  private next: { traceId: string; spanId: string } | null = null;

  plan(traceId: string, spanId: string): void {
    this.next = { traceId, spanId };
  }

  generateTraceId(): string {
    return this.planned().traceId;
  }

  generateSpanId(): string {
    return this.planned().spanId;
  }

  private planned(): { traceId: string; spanId: string } {
    if (this.next === null) throw new Error("a span was started without planning its ids");
    return this.next;
  }
}
