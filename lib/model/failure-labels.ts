import type { Failure } from "./failure";

/** A failure's class as people read it. */
export const FAILURE_LABELS: Record<Failure, string> = {
  timeout: "Timeout",
  rate_limit: "Rate limit or quota",
  context_overflow: "Input too long",
  malformed_output: "Malformed output",
  content_filter: "Content filter",
  refusal: "Refusal",
  provider_outage: "Provider outage",
  tool_error: "Tool error",
  authentication: "Authentication",
  cancelled: "Cancelled",
  other: "Other",
};

/** The same for a text that should be a class. */
export const failureLabel = (failure: string): string =>
  (FAILURE_LABELS as Readonly<Record<string, string>>)[failure] ?? failure;
