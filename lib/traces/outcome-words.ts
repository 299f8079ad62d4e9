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
  if (trace.open) return "Still running";
  if (trace.failure) return FAILURE_LABELS[trace.failure];
  return trace.notes.includes("neverEnded") ? "Never ended" : "Completed";
}
