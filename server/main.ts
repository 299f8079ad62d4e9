import { collectDefaultMetrics } from "prom-client";

import { readEnv } from "@/lib/env";
import { log } from "@/lib/log";
import { startTracing } from "@/lib/telemetry/tracing";

import { createServer } from "./listen";
import { connectStore } from "./store";

/**
 * The server: takes what programs send and answers what they ask before a call. Pages and figures are drawn by the console, a
 * process of its own, so that neither holds the other up.
 */

const GRACE_MS = 20_000;

async function main(): Promise<void> {
  process.title = "recount server";
  log.setBindings({ process: "server" });
  const env = readEnv();
  log.level = env.logLevel;
  if (env.databaseUrl === undefined)
    throw new Error(
      "DATABASE_URL is not set: the server is started by npm start, or with the address of a database",
    );
  collectDefaultMetrics();
  const tracing = await startTracing(env.tracing, "server");
  const store = connectStore(env, env.databaseUrl);
  const webSockets = process.argv.includes("--dev");
  const server = createServer(store, { consoleUrl: env.consoleUrl, webSockets, tracing });
  server.on("error", (error) => {
    log.fatal({ err: error }, "cannot listen");
    process.exit(1);
  });
  server.listen(env.port, env.host);

  // What was accepted is answered; a connection that has no request, or no longer, is closed.
  const end = (): void => {
    server.close(() => void Promise.all([store.close(), tracing?.stop()]).finally(() => process.exit(0)));
    setInterval(() => server.closeIdleConnections(), 100).unref();
    // WebSockets never end by themselves, and only development has any.
    setTimeout(() => process.exit(0), webSockets ? 1_000 : GRACE_MS).unref();
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, end);
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, "cannot start");
  process.exit(1);
});
