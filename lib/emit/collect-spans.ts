import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace";

/**
 * Keeps ended spans until the sender takes them. The SDK's own BatchSpanProcessor drops spans when its queue is full or an
 * export fails; here the sender waits for each batch instead, so nothing is dropped and memory is one batch.
 */
export class CollectSpans implements SpanProcessor {
  private ended: ReadableSpan[] = [];

  take(): ReadableSpan[] {
    const spans = this.ended;
    this.ended = [];
    return spans;
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    this.ended.push(span);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
