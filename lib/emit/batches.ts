import type { PlannedSpan } from "./planned-span";

const MAX_SPANS = 100;
const MAX_BYTES = 4_000_000;

const sizeOf = (span: PlannedSpan): number =>
  Object.values(span.attributes).reduce<number>(
    (sum, value) => sum + (typeof value === "string" ? value.length : 16),
    200,
  );

/** Cuts spans into batches of at most 100 spans and about 4 MB, in order, holding one batch at a time. */
export function* batches(spans: Iterable<PlannedSpan>): Generator<PlannedSpan[]> {
  let batch: PlannedSpan[] = [];
  let bytes = 0;
  for (const span of spans) {
    const size = sizeOf(span);
    if (batch.length > 0 && (batch.length >= MAX_SPANS || bytes + size > MAX_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(span);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
