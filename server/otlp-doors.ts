import type { IncomingMessage, ServerResponse } from "node:http";

import { openDoor } from "@/app/open-door";
import { corsHeaders, preflightHeaders } from "@/lib/http/cors";
import type { Signal } from "@/lib/ingest/otlp/answer";
import { receiveOtlp } from "@/lib/ingest/receive-otlp";

/** The doors themselves, and below the prefixes that other vendors' clients append; with and without a slash at the end. */
const DOOR =
  /^(?:\/api\/public\/otel|\/api\/otel|\/otel|\/api\/v1\/otel)?\/v1\/(traces|logs|metrics)\/?(?:\?|$)/;

/** Which signal an address takes; null: it is no OpenTelemetry door. */
export const otlpSignalOf = (url: string): Signal | null =>
  (DOOR.exec(url)?.[1] as Signal | undefined) ?? null;

/** Answers one request to an OTLP/HTTP door, whatever becomes of it. */
export async function answerOtlp(
  signal: Signal,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = { get: (name: string) => headerOf(request, name) };
  const cors = corsHeaders(headers);
  if (request.method === "OPTIONS") {
    response.writeHead(204, preflightHeaders(headers)).end();
    return;
  }
  if (request.method !== "POST") {
    response.writeHead(405, { allow: "POST, OPTIONS", "content-type": "application/json", ...cors });
    response.end(
      JSON.stringify({
        error: { code: "method_not_allowed", message: "Send OTLP exports with POST.", details: [] },
      }),
    );
    return;
  }
  const incoming = { url: `http://recount${request.url}`, headers, body: request };
  const reply = await receiveOtlp(signal, incoming, () => openDoor(incoming));
  if (response.destroyed) return;
  response.writeHead(reply.status, { ...reply.headers, ...cors, "content-length": reply.body.byteLength });
  response.end(reply.body);
  if (!request.complete) response.once("finish", () => drain(request));
}

const MAX_DRAINED_BYTES = 16 * 1024 * 1024;
const MAX_DRAIN_MS = 2_000;

/**
 * A refused body is read to its end and thrown away where that is cheap: a connection that is closed on a sender who still
 * writes loses the answer, and with it the time to come back. A longer one costs its sender the connection.
 */
function drain(request: IncomingMessage): void {
  let bytes = 0;
  const timer = setTimeout(() => request.destroy(), MAX_DRAIN_MS).unref();
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > MAX_DRAINED_BYTES) request.destroy();
  });
  request.once("close", () => clearTimeout(timer));
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(", ") : (value ?? null);
}
