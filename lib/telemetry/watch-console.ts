import diagnostics from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";

import { collectDefaultMetrics } from "prom-client";

import { readEnv } from "@/lib/env";
import { log } from "@/lib/log";

import { observeRequest } from "./http-duration";

/** What is asked of the console, by the beginning of its address. */
const KINDS: readonly [kind: string, begins: string][] = [
  ["static", "/_next/"],
  ["console_data", "/api/console/"],
  ["read_api", "/api/v1/"],
  ["auth", "/api/auth/"],
  ["api", "/api/"],
];

const kindOf = (url: string): string => KINDS.find(([, begins]) => url.startsWith(begins))?.[0] ?? "page";

/** Names the process, sets its log and measures its requests: the framework owns its HTTP server, so Node is asked instead. */
export function watchConsole(): void {
  process.title = "recount console";
  log.setBindings({ process: "console" });
  log.level = readEnv().logLevel;
  collectDefaultMetrics();
  diagnostics.subscribe("http.server.request.start", (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const started = performance.now();
    response.once("close", () =>
      observeRequest(
        kindOf(request.url ?? ""),
        response.writableFinished ? response.statusCode : null,
        (performance.now() - started) / 1000,
      ),
    );
  });
}
