import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

import { Failure } from "@/lib/errors";
import { failureBody } from "@/lib/http/respond";
import { SECURITY_HEADERS, TRANSPORT_SECURITY } from "@/lib/http/security-headers";

import type { Forwarded } from "./forwarded";

/** What goes with every answer; the console's own answers say it for themselves, and pages more than this. */
export function protect(request: IncomingMessage, response: ServerResponse, { isSecure }: Forwarded): void {
  for (const name in SECURITY_HEADERS) response.setHeader(name, SECURITY_HEADERS[name] as string);
  if (!isSecure(request)) return;
  for (const [name, value] of Object.entries(TRANSPORT_SECURITY)) response.setHeader(name, value);
}

const GARBAGE: Record<string, [status: string, message: string]> = {
  HPE_HEADER_OVERFLOW: [
    "431 Request Header Fields Too Large",
    "The headers are too large; send 16 KiB at most.",
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "The request took too long to arrive."],
};
const NO_HTTP: [string, string] = ["400 Bad Request", "What was sent is no request of HTTP/1.1."];

/** What is no HTTP is answered before there is a request or a response, with what goes with every answer. */
export function refuseGarbage(error: NodeJS.ErrnoException, socket: Duplex): void {
  const { _httpMessage: answering } = socket as { _httpMessage?: ServerResponse };
  // The rest of a request that is being answered already.
  if (error.code === "ECONNRESET" || !socket.writable || answering?.headersSent) return void socket.destroy();
  const [status, message] = GARBAGE[error.code ?? ""] ?? NO_HTTP;
  refuse(socket, status, new Failure("bad_request", message));
}

/** A tunnel to somewhere else, which the server is not. */
export function refuseTunnel(_request: IncomingMessage, socket: Duplex): void {
  socket.on("error", () => {});
  refuse(
    socket,
    "405 Method Not Allowed",
    new Failure("method_not_allowed", "This is no proxy; ask for a path."),
  );
}

function refuse(socket: Duplex, status: string, failure: Failure): void {
  const body = JSON.stringify(failureBody(failure));
  const headers = {
    ...SECURITY_HEADERS,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join("")}\r\n${body}`);
}

/** HTTP/1.1 asks for one host; two may be read differently by whoever stands in front. */
export function namesOneHost({ httpVersion, rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === 4 && name.toLowerCase() === "host") hosts++;
  }
  return hosts === 1 || (hosts === 0 && httpVersion === "1.0");
}
