import pino from "pino";

/** Structured log on standard output. Never give it a request's headers or body: they hold keys and content. */
export const log = pino({
  name: "recount",
  level: "info",
  redact: { paths: ["*.authorization", "*.password", "*.key", "*.apiKey", "headers"], censor: "[redacted]" },
});
