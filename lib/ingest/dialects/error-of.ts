import type { SpanError } from "@/lib/model/span";

import { numberOf, textOrNull } from "./facts";
import type { Facts } from "./facts";

/** `RateLimitError: …`, `429 …`: what a message starts with when nothing else names the error. */
const NAMED = /^([A-Z][A-Za-z]*(?:Error|Exception|Timeout|Failure))\b:?/;
const NUMBERED = /^(?:Error: )?([45]\d\d)\b/;

export const errorTypeIn = (message: string): string | null =>
  NAMED.exec(message)?.[1] ?? NUMBERED.exec(message)?.[1] ?? null;

/** Where the stack begins: Python's, JavaScript's, Java's and .NET's, Go's. */
const STACK = /\n[ \t]*(?:Traceback \(most recent|File "|at [\w$.<[(]|Caused by: |goroutine \d)/;

/** The answer's status says what kind of failure it was, when nothing else does. */
function failedStatus(facts: Facts): string | null {
  const status = numberOf(facts.peek("http.response.status_code") ?? facts.peek("http.status_code"));
  return status !== null && status >= 400 && status < 600 ? String(status) : null;
}

/**
 * Whether a span failed, and how: status, `error.type` and the exception event in that order. Status unset is success.
 * Some clients put the stack behind the message: what looks like one is no part of it.
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
  const at = text === null ? -1 : text.search(STACK);
  const message = at === -1 ? text : (text as string).slice(0, at).trimEnd();
  const stack =
    said.stack ??
    textOrNull(exception?.attributes.get("exception.stacktrace")) ??
    (at === -1 ? null : (text as string).slice(at + 1));
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
