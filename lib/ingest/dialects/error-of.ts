import type { SpanError } from "@/lib/model/span";

import { numberOf, textOrNull } from "./facts";
import type { Facts } from "./facts";

/** `RateLimitError: …`, `429 …`: what a message starts with when nothing else names the error. */
const NAMED = /^([A-Z][A-Za-z]*(?:Error|Exception|Timeout|Failure))\b:?/;
const NUMBERED = /^(?:Error: )?([45]\d\d)\b/;

export const errorTypeIn = (message: string): string | null =>
  NAMED.exec(message)?.[1] ?? NUMBERED.exec(message)?.[1] ?? null;

/** The answer's status says what kind of failure it was, when nothing else does. */
function failedStatus(facts: Facts): string | null {
  const status = numberOf(facts.peek("http.response.status_code") ?? facts.peek("http.status_code"));
  return status !== null && status >= 400 && status < 600 ? String(status) : null;
}

/**
 * Whether a span failed, and how: status, `error.type` and the exception event in that order. Status unset is success.
 * Some clients put the stack behind the message: the first line is the message, the rest the stack.
 */
export function errorOf(
  facts: Facts,
  failed: boolean,
  said: Partial<SpanError>,
): { isError: boolean; error: SpanError | null } {
  const { span } = facts;
  const type = said.type ?? facts.text("error.type");
  const isError = failed || span.statusCode === 2 || type !== null;
  if (!isError) return { isError, error: null };

  const exception = facts.events("exception").at(-1);
  const text =
    said.message || span.statusMessage || textOrNull(exception?.attributes.get("exception.message")) || null;
  const [message, ...lines] = (text ?? "").split("\n");
  const stack =
    said.stack ?? textOrNull(exception?.attributes.get("exception.stacktrace")) ?? (lines.join("\n") || null);
  return {
    isError,
    error: {
      type:
        type ??
        textOrNull(exception?.attributes.get("exception.type")) ??
        errorTypeIn(message ?? "") ??
        failedStatus(facts),
      message: message || null,
      stack,
    },
  };
}
