import { randomUUID } from "node:crypto";
import http, { type IncomingMessage, type ServerResponse } from "node:http";

import { SpanKind } from "@opentelemetry/api";

import { Failure } from "@/lib/errors";
import type { Reply } from "@/lib/http/reply";
import { RequestLog } from "@/lib/http/request-log";
import { log as root } from "@/lib/log";
import { observeRequest } from "@/lib/telemetry/http-duration";
import { isOwnTelemetry, parentOf, tellSpan, type Tracing } from "@/lib/telemetry/tracing";

import { consoleAt } from "./console";
import { wrongAddress } from "./console-routes";
import { forwardedBy } from "./forwarded";
import { namesOneHost, protect, refuseGarbage, refuseTunnel } from "./protect";
import { answer, failureReply, headersOf, pathOf, routeOf, send } from "./route";
import type { Store } from "./store";

/** Exporters keep connections for longer than Node's 5 s: a request sent as the server closes would be lost and repeated. */
const KEEP_ALIVE_MS = 65_000;
const REQUEST_ID = /^[\w.:-]{1,128}$/;

export interface ListenOptions {
  /** Where the console listens; absent: what is no endpoint is not found. */
  consoleUrl?: string | undefined;
  /** Passes WebSockets on, which only a console in development has. Off, a client that offers HTTP/2 by an upgrade is answered. */
  webSockets?: boolean;
  tracing?: Tracing | null;
}

/** The server, not listening yet: endpoints are answered here, everything else by the console. */
export function createServer(store: Store, options: ListenOptions): http.Server {
  const forwarded = forwardedBy(store.env);
  const pages =
    options.consoleUrl === undefined ? null : consoleAt(options.consoleUrl, forwarded, store.pulse);
  const server = http.createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requireHostHeader: false });
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    protect(request, response, forwarded);
    const log = new RequestLog(requestIdOf(request));
    log.client = forwarded.clientOf(request);
    request.headers["x-request-id"] = log.id;
    response.setHeader("x-request-id", log.id);
    const url = request.url ?? "/";
    const route = routeOf(url, headersOf(request));
    const wrong = route || !pages ? null : wrongAddress(request);
    const endpoint = route?.endpoint.name ?? (pages && !wrong ? "console" : "none");
    watch(request, response, log, endpoint, options.tracing);
    if (!namesOneHost(request)) send(request, response, failureReply(NO_HOST, log, route?.endpoint));
    else if (!isReadable(url)) send(request, response, failureReply(BAD_ADDRESS, log, route?.endpoint));
    else if (route) void answer(route, request, response, store, log);
    else if (!METHODS.has(request.method ?? "GET")) send(request, response, wrongMethod(log));
    else if (wrong) send(request, response, failureReply(wrong, log));
    else if (pages) pages.pass(request, response, log);
    else send(request, response, failureReply(NO_ENDPOINT, log));
  };
  server.on("request", handle);
  // An expectation that nobody knows (RFC 9110 lets it be ignored) would be refused by Node itself.
  server.on("checkExpectation", handle);
  server.on("clientError", refuseGarbage);
  server.on("connect", refuseTunnel);
  if (pages && options.webSockets) server.on("upgrade", pages.upgrade);
  return server;
}

const NO_ENDPOINT = new Failure("not_found", "There is no such endpoint; GET /api/openapi.json names them.");

const NO_HOST = new Failure("bad_request", "The request must name its host, once, in the header Host.");

/** The console's framework answers 500 to TRACE, PROPFIND and their like. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

function wrongMethod(log: RequestLog): Reply {
  const allow = [...METHODS].join(", ");
  const reply = failureReply(new Failure("method_not_allowed", `Use one of ${allow}.`), log);
  return { ...reply, headers: { ...reply.headers, allow } };
}

const BAD_ADDRESS = new Failure(
  "bad_request",
  "The address holds a NUL, or its path a % that encodes nothing; encode it as UTF-8, a % itself as %25.",
);

/** The framework of the console answers 500 to a path that cannot be decoded, and no text in the store can hold a NUL. */
function isReadable(url: string): boolean {
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return !url.includes("%00");
  } catch {
    return false;
  }
}

/** The caller's name for its request, where it has one that is fit for a log. */
function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
}

/** Tells of a request once it has been answered: in metrics, in the log and, if asked to, in a trace. Never its key or body. */
function watch(
  request: IncomingMessage,
  response: ServerResponse,
  log: RequestLog,
  endpoint: string,
  tracing: Tracing | null | undefined,
): void {
  const startedAt = Date.now();
  const started = performance.now();
  response.once("close", () => {
    const ms = performance.now() - started;
    const status = response.writableFinished ? response.statusCode : null;
    observeRequest(endpoint, status, ms / 1000);
    const { method = "" } = request;
    // Of what is an endpoint its name says enough; what was sent to none may be mistaken for another.
    const address = endpoint === "none" ? { address: pathOf(request.url ?? "/").slice(0, 200) } : {};
    const { id: requestId, project, failure } = log;
    const level = levelOf(failure?.status ?? status ?? 0, endpoint);
    if (root.isLevelEnabled(level))
      root[level](
        {
          ...{
            requestId,
            endpoint,
            ...address,
            method,
            project,
            status,
            ms: Math.round(ms),
            code: failure?.code,
          },
          ...(failure && failure.status >= 500 ? { err: failure.cause ?? failure } : {}),
        },
        // What is said to a sender may quote what was sent.
        failure ? "request refused" : "request",
      );
    if (!tracing || isOwnTelemetry(headersOf(request))) return;
    tellSpan(tracing.tracer, {
      name: `${method} ${endpoint}`,
      kind: SpanKind.SERVER,
      startedAt,
      parent: parentOf(headersOf(request)),
      error: status !== null && status >= 500 ? (failure?.code ?? String(status)) : null,
      attributes: {
        "http.request.method": method,
        "http.route": endpoint,
        "http.response.status_code": status ?? 499,
        "recount.request_id": requestId,
      },
    });
  });
}

/** What the console refuses (a page that is not there) is its visitor's affair; what an endpoint refuses, its operator's. */
function levelOf(status: number, endpoint: string): "debug" | "info" | "warn" | "error" {
  if (status >= 500) return status === 500 ? "error" : "warn";
  return status >= 400 && endpoint !== "console" ? "info" : "debug";
}
