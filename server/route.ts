import type { IncomingMessage, ServerResponse } from "node:http";

import { Failure } from "@/lib/errors";
import type { HeaderReader } from "@/lib/http/incoming";
import { jsonReply, type Reply } from "@/lib/http/reply";
import type { RequestLog } from "@/lib/http/request-log";
import { asFailure, failureBody, retryHeaders } from "@/lib/http/respond";

import { corsHeaders, preflightHeaders } from "./cors";
import { drain } from "./drain";
import type { Endpoint, EndpointRequest, Method } from "./endpoint";
import { ENDPOINTS } from "./endpoints";
import type { Store } from "./store";

export interface Route {
  endpoint: Endpoint;
  pathname: string;
  params: readonly string[];
}

export const headersOf = (request: IncomingMessage): HeaderReader => ({
  get: (name) => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(", ") : (value ?? null);
  },
});

/** Who answers a request; null: no endpoint of the server. */
export function routeOf(request: IncomingMessage): Route | null {
  const pathname = pathOf(request.url ?? "/");
  for (const endpoint of ENDPOINTS) {
    const match = endpoint.path.exec(pathname);
    if (match && (endpoint.when?.(headersOf(request)) ?? true))
      return { endpoint, pathname, params: match.slice(1) };
  }
  return null;
}

/** Without query, and without the slash that some clients put at the end. */
function pathOf(url: string): string {
  const end = url.indexOf("?");
  const path = end < 0 ? url : url.slice(0, end);
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

/** Answers one request to an endpoint, whatever becomes of it. */
export async function answer(
  route: Route,
  request: IncomingMessage,
  response: ServerResponse,
  store: Store,
  log: RequestLog,
): Promise<void> {
  const headers = headersOf(request);
  const methods = [...Object.keys(route.endpoint.methods), "OPTIONS"].join(", ");
  if (request.method === "OPTIONS") {
    response.writeHead(204, preflightHeaders(headers, methods)).end();
    return;
  }
  const reply = await replyTo(route, { request, headers, store, log, methods });
  send(request, response, { ...reply, headers: { ...reply.headers, ...corsHeaders(headers, methods) } });
}

async function replyTo(
  { endpoint, pathname, params }: Route,
  about: { request: IncomingMessage; headers: HeaderReader; store: Store; log: RequestLog; methods: string },
): Promise<Reply> {
  const { request, headers, store, log, methods } = about;
  const method = request.method ?? "GET";
  const url = `http://recount${request.url}`;
  const asked: EndpointRequest = {
    method,
    url,
    pathname,
    params,
    headers,
    body: request,
    log,
    get query() {
      return new URL(url).searchParams;
    },
  };
  const handler = endpoint.methods[(method === "HEAD" ? "GET" : method) as Method];
  if (!handler) {
    const use = Object.keys(endpoint.methods).join(" or ");
    const reply = failureReply(new Failure("method_not_allowed", `Use ${use} here.`), log, endpoint);
    return { ...reply, headers: { ...reply.headers, allow: methods } };
  }
  try {
    return await handler(asked, store);
  } catch (error) {
    return failureReply(error, log, endpoint);
  }
}

/** The one place where a failure becomes an answer; OTLP has a form of its own for it. */
export function failureReply(error: unknown, log: RequestLog, endpoint?: Endpoint): Reply {
  const failure = asFailure(error);
  log.fail(failure);
  const body = { ...endpoint?.describe?.(failure), ...failureBody(failure) };
  return jsonReply(body, failure.status, retryHeaders(failure));
}

export function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  if (response.destroyed) return;
  response.writeHead(reply.status, { ...reply.headers, "content-length": reply.body.byteLength });
  response.end(request.method === "HEAD" ? undefined : reply.body);
  if (!request.complete) response.once("finish", () => drain(request));
}
