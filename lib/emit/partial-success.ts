import { diag, DiagLogLevel } from "@opentelemetry/api";

let rejections: string[] = [];
let watching = false;

/**
 * The exporter counts a partial success as a success and only logs it. This listens to that log line, so that a sender
 * learns which spans the server refused.
 */
export function watchPartialSuccess(): void {
  if (watching) return;
  watching = true;
  const quiet = (): void => {};
  const warn = (message: string, ...details: unknown[]): void => {
    if (message.includes("Partial Success")) rejections.push(details.map(String).join(" "));
  };
  diag.setLogger(
    { error: quiet, warn, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN },
  );
}

/** What was refused since the last call, in the server's words. */
export function takeRejections(): string[] {
  const taken = rejections;
  rejections = [];
  return taken;
}
