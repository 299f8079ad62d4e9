import type { IncomingMessage, ServerResponse } from "node:http";

import { Failure } from "@/lib/errors";
import type { HeaderReader, Incoming } from "@/lib/http/incoming";
import { ReadApart } from "@/lib/http/read-apart";
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
export function routeOf(url: string, headers: HeaderReader): Route | null {
  const pathname = pathOf(url);
  for (const endpoint of ENDPOINTS) {
    const match = endpoint.path.exec(pathname);
    if (match && (endpoint.when?.(headers) ?? true)) return { endpoint, pathname, params: match.slice(1) };
  }
  return null;
}

/** Without query, and without the slash that some clients put at the end. */
export function pathOf(url: string): string {
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
  const methods = methodsOf(route);
  if (request.method === "OPTIONS") {
    response.writeHead(204, preflightHeaders(headers, methods)).end();
    return;
  }
  const { method = "GET", url = "/" } = request;
  const { readers } = store;
  const readApart = readers && ((body: Uint8Array) => readers.answer(request, headers, body, log));
  const reply = await replyTo(route, { method, url, headers, body: request, log }, store, readApart);
  send(request, response, { ...reply, headers: { ...reply.headers, ...corsHeaders(headers, methods) } });
}

const methodsOf = ({ endpoint }: Route): string => [...Object.keys(endpoint.methods), "OPTIONS"].join(", ");

/**
 * What an endpoint answers.
 * @param asked `url` as it was sent: path and query
 * @param readApart answers on another thread, for bodies that take longer to read than others may be kept waiting; null: on this
 */
export async function replyTo(
  route: Route,
  asked: Omit<Incoming, "readsApart"> & { method: string },
  store: Store,
  readApart: ((body: Uint8Array) => Promise<Reply>) | null,
): Promise<Reply> {
  const { endpoint, pathname, params } = route;
  const handler = endpoint.methods[(asked.method === "HEAD" ? "GET" : asked.method) as Method];
  if (!handler) {
    const use = Object.keys(endpoint.methods).join(" or ");
    const reply = failureReply(new Failure("method_not_allowed", `Use ${use} here.`), asked.log, endpoint);
    return { ...reply, headers: { ...reply.headers, allow: methodsOf(route) } };
  }
  const url = `http://recount${asked.url}`;
  const request: EndpointRequest = {
    ...asked,
    readsApart: readApart !== null,
    url,
    pathname,
    params,
    get query() {
      return new URL(url).searchParams;
    },
  };
  try {
    return await handler(request, store);
  } catch (error) {
    if (!(error instanceof ReadApart) || readApart === null) return failureReply(error, asked.log, endpoint);
    return readApart(error.body).catch((failure: unknown) => failureReply(failure, asked.log, endpoint));
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
