import type { IncomingMessage } from "node:http";

const MAX_DRAINED_BYTES = 16 * 1024 * 1024;
const MAX_DRAIN_MS = 2_000;

/**
 * A refused body is read to its end and thrown away where that is cheap: a connection that is closed on a sender who still
 * writes loses the answer, and with it the time to come back. A longer one costs its sender the connection.
 */
export function drain(request: IncomingMessage): void {
  let bytes = 0;
  const timer = setTimeout(() => request.destroy(), MAX_DRAIN_MS).unref();
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > MAX_DRAINED_BYTES) request.destroy();
  });
  request.once("close", () => clearTimeout(timer));
}
