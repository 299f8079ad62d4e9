import type { Tx } from "@/db/client";

import { addParallelSavings } from "./add-parallel-savings";
import type { ResolvedTrace } from "./facts";

import { readElsewhere, type ElsewhereFound } from "./read-elsewhere";
import type { TraceFacts } from "./read-facts";
import { resolveTrace } from "./resolve-trace";

export interface ResolvedFacts {
  facts: TraceFacts;
  /** Null: the trace has no span (any more). */
  resolved: ResolvedTrace | null;
}

/**
 * What stored facts say about their traces. The one way from stored rows to resolved traces: derivation writes what it
 * answers, and whoever reads a trace before that is given the same.
 */
export async function resolveStored(
  tx: Tx,
  facts: readonly TraceFacts[],
): Promise<{ traces: ResolvedFacts[]; elsewhere: ElsewhereFound }> {
  const elsewhere = await readElsewhere(tx, facts);
  const traces = facts.map((one) => ({
    facts: one,
    resolved: one.spans.length === 0 ? null : resolveTrace(one.spans, one.additions, elsewhere.of(one)),
  }));
  await addParallelSavings(tx, traces);
  return { traces, elsewhere };
}
