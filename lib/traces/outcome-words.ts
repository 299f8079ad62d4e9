import { plural } from "@/lib/format/count";
import { FAILURE_LABELS } from "@/lib/model/failure-labels";

import type { TraceHead } from "./summary";

/** The class of the failure, which is short and the same everywhere; of what has none, what the client calls it. */
const failedBy = ({ failure, error_type: type }: Pick<TraceHead, "failure" | "error_type">): string =>
  failure !== null && failure !== "other"
    ? `Failed: ${FAILURE_LABELS[failure].toLowerCase()}`
    : type
      ? `Failed: ${type}`
      : "Failed";

/** How a trace ended, in a few words. */
export function outcomeWords(
  trace: Pick<TraceHead, "status" | "failure" | "error_type" | "open" | "notes">,
): string {
  if (trace.status === "error") return failedBy(trace);
  if (trace.open) return "Running";
  if (trace.failure) return FAILURE_LABELS[trace.failure];
  return trace.notes.includes("neverEnded") ? "Never ended" : "Completed";
}

/** "3 steps failed", of a trace that went on in spite of them; null where none did, or where the trace itself failed. */
export const failedSteps = ({ status, counts }: Pick<TraceHead, "status" | "counts">): string | null =>
  status === "error" || counts.errors === 0 ? null : `${plural(counts.errors, "step")} failed`;
