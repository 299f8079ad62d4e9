/** Run by the framework once, before the console answers its first request. */
export async function register(): Promise<void> {
  // The framework builds this file for a second runtime, which has no processes, and drops what it reads here as false.
  // oxlint-disable-next-line node/no-process-env
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { watchConsole } = await import("@/lib/telemetry/watch-console");
    watchConsole();
  }
}
