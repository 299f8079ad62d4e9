import { createHash } from "node:crypto";

// NUL cannot occur in the parts, so ["ab", "c"] and ["a", "bc"] differ.
const digest = (parts: readonly (string | number)[]): string =>
  createHash("sha256").update(parts.join("\0")).digest("hex");

/** Trace id: the first 16 bytes of SHA-256 over what identifies the trace. The same parts give the same id on every machine. */
export const stableTraceId = (...parts: (string | number)[]): string =>
  digest(["trace", ...parts]).slice(0, 32);

/** Span id: the first 8 bytes of SHA-256 over what identifies the span. */
export const stableSpanId = (...parts: (string | number)[]): string =>
  digest(["span", ...parts]).slice(0, 16);
