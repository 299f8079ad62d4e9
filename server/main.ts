import http from "node:http";

import next from "next";

import { leaveStore } from "@/app/store";
import { readEnv } from "@/lib/env";
import { log as root } from "@/lib/log";
import { store } from "@/app/store";

import { answerBudget, budgetDoorOf } from "./budget-doors";
import { answerOtlp, otlpSignalOf } from "./otlp-doors";

/**
 * The app: one HTTP server. Exports of OpenTelemetry clients, and apps that ask whether they may call, are answered here,
 * everything else by Next.
 * A route of Next costs about 2 ms of CPU a request, as much as decoding a fifth of a batch of a hundred spans.
 */

const log = root.child({ process: "app" });
/** Exporters keep connections for longer than Node's 5 s: a request sent as the server closes would be lost and repeated. */
const KEEP_ALIVE_MS = 65_000;
const GRACE_MS = 20_000;

async function main(): Promise<void> {
  process.title = "recount app";
  const env = readEnv();
  log.level = env.logLevel;
  // Made here, before any route: the queue and its connections are this bundle's, whoever asks first.
  store();
  const dev = process.argv.includes("--dev");
  const server = http.createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
  const app = next({ dev, port: env.port, hostname: env.host ?? "localhost", httpServer: server });
  await app.prepare();
  const page = app.getRequestHandler();
  server.on("request", (request, response) => {
    const url = request.url ?? "";
    const signal = otlpSignalOf(url);
    const budget = signal === null ? budgetDoorOf(url) : null;
    if (signal) void answerOtlp(signal, request, response);
    else if (budget) void answerBudget(budget, request, response);
    else void page(request, response);
  });
  server.on("error", (error) => {
    log.fatal({ err: error }, "cannot listen");
    process.exit(1);
  });
  server.listen(env.port, env.host);

  // What was accepted is answered; a connection that has no request, or no longer, is closed.
  const end = (): void => {
    server.close(() => void leaveStore().finally(() => process.exit(0)));
    setInterval(() => server.closeIdleConnections(), 100).unref();
    setTimeout(() => process.exit(0), GRACE_MS).unref();
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, end);
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, "cannot start");
  process.exit(1);
});
