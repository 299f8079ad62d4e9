import { randomBytes } from "node:crypto";

import { type Labels, LABELS, ownLabels } from "./labels";
import type { ModelSpan } from "./span";
import { EMPTY_SPAN } from "./empty-span";

const hex = (bytes: number): string => randomBytes(bytes).toString("hex");

/** A span for tests: valid as it is, everything unknown unless said. */
export function modelSpan(said: Partial<ModelSpan> = {}): ModelSpan {
  return {
    traceId: hex(16),
    spanId: hex(8),
    parentSpanId: null,
    name: "step",
    kind: "other",
    startedAtNs: BigInt(Date.now()) * 1_000_000n,
    durationNs: 1_000_000n,
    ...EMPTY_SPAN,
    ...said,
  };
}

/** Columns of `spans` as those of `span_rows`: labels together. */
export function asSpanRow(columns: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const others = Object.entries(columns).filter(([name]) => !(LABELS as readonly string[]).includes(name));
  return { ...Object.fromEntries(others), own_labels: ownLabels(columns as Partial<Labels>) };
}
