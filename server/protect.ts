import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

import { SECURITY_HEADERS, TRANSPORT_SECURITY } from "@/lib/http/security-headers";

import type { Forwarded } from "./forwarded";

/** What goes with every answer; the console's own answers say it for themselves, and pages more than this. */
export function protect(request: IncomingMessage, response: ServerResponse, { isSecure }: Forwarded): void {
  for (const name in SECURITY_HEADERS) response.setHeader(name, SECURITY_HEADERS[name] as string);
  if (!isSecure(request)) return;
  for (const [name, value] of Object.entries(TRANSPORT_SECURITY)) response.setHeader(name, value);
}

const GARBAGE: Record<string, string> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/** What is no HTTP is answered before there is a request or a response, as Node would, and with what goes with every answer. */
export function refuseGarbage(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const headers = Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}\r\n`);
  const status = GARBAGE[error.code ?? ""] ?? "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join("")}content-length: 0\r\nconnection: close\r\n\r\n`);
}
