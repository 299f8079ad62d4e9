import type { Json } from "./json";

/** Where a span says what was decided, by the part: attributes `recount.decision.*` rest in its metadata under these names. */
export const DECISION_KEYS = {
  subject: "decision_subject",
  outcome: "decision_outcome",
  reasons: "decision_reasons",
} as const;

/** Whether a span says whom something was decided about, what, or why. */
export const saysDecision = (metadata: { [key: string]: Json | undefined }): boolean =>
  metadata[DECISION_KEYS.subject] !== undefined ||
  metadata[DECISION_KEYS.outcome] !== undefined ||
  metadata[DECISION_KEYS.reasons] !== undefined;
