import http from "node:http";
import https from "node:https";

import { guardedLookup, refuseHost } from "./guarded-lookup";
import { refusalOf } from "./private-address";

export interface Outgoing {
  url: string;
  headers: Record<string, string>;
  body: string;
  allowPrivate: boolean;
}

export interface Answer {
  status: number;
  /** The beginning of its body; null: it came from a private network, whose secrets are nobody's here, or there was none. */
  text: string | null;
}

/** From the first look-up to the end of the answer. */
const TIMEOUT_MS = 10_000;
const SHOWN_BYTES = 300;

/**
 * Sends one POST request. Redirects are not followed. The address is judged when the connection is made, so that a name which
 * changes its mind in between gets nobody anywhere.
 * @throws Error with a sentence that may be shown
 */
export function sendRequest({ url, headers, body, allowPrivate }: Outgoing): Promise<Answer> {
  const target = new URL(url);
  refuseHost(target, allowPrivate);
  return new Promise((done, fail) => {
    const request = (target.protocol === "https:" ? https : http).request(
      target,
      {
        method: "POST",
        headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
        lookup: guardedLookup(allowPrivate),
        agent: false,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
      (response) => {
        const isPublic = refusalOf(response.socket.remoteAddress ?? "", false) === null;
        let shown = Buffer.alloc(0);
        response.on("data", (chunk: Buffer) => {
          if (isPublic && shown.length < SHOWN_BYTES)
            shown = Buffer.concat([shown, chunk.subarray(0, SHOWN_BYTES - shown.length)]);
        });
        response.once("error", fail);
        response.once("end", () => done({ status: response.statusCode ?? 0, text: readable(shown) }));
      },
    );
    request.once("error", (error) =>
      fail(
        error.name === "AbortError" || error.name === "TimeoutError"
          ? new Error(`no answer within ${TIMEOUT_MS / 1000} s`)
          : error,
      ),
    );
    request.end(body);
  });
}

/** In one line. */
const readable = (bytes: Buffer): string | null =>
  bytes
    .toString("utf8")
    .replaceAll(/[\p{Cc}\s\ufffd]+/gu, " ")
    .trim() || null;
