import http from "node:http";
import https from "node:https";

import { guardedLookup, refuseHost } from "./guarded-lookup";

export interface Outgoing {
  url: string;
  headers: Record<string, string>;
  body: string;
  allowPrivate: boolean;
}

/** From the first look-up to the end of the answer. */
const TIMEOUT_MS = 10_000;

/**
 * Sends one POST request and tells the status of the answer, whose body is thrown away. Redirects are not followed. The address
 * is judged when the connection is made, so that a name which changes its mind in between gets nobody anywhere.
 * @throws Error with a sentence that may be shown
 */
export function sendRequest({ url, headers, body, allowPrivate }: Outgoing): Promise<number> {
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
        response.resume();
        response.once("error", fail);
        response.once("end", () => done(response.statusCode ?? 0));
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
