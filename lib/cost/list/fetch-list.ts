import http from "node:http";
import https from "node:https";

import { Failure } from "@/lib/errors";
import { guardedLookup, refuseHost } from "@/lib/notify/guarded-lookup";

/** From the first look-up to the end of the answer. */
const TIMEOUT_MS = 30_000;

/**
 * The body of one GET request, as text. Redirects are not followed, and the address is judged when the connection is made, like
 * that of a webhook.
 * @throws Failure bad_request with a sentence that says what came instead
 */
export async function fetchList(
  url: string,
  { allowPrivate, maxBytes }: { allowPrivate: boolean; maxBytes: number },
): Promise<string> {
  try {
    return await get(new URL(url), allowPrivate, maxBytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure("bad_request", `The list could not be fetched: ${why}.`, {
      cause: error,
      details: [{ path: "url", message: `The list could not be fetched: ${why}.` }],
    });
  }
}

function get(target: URL, allowPrivate: boolean, maxBytes: number): Promise<string> {
  refuseHost(target, allowPrivate);
  return new Promise((done, fail) => {
    const request = (target.protocol === "https:" ? https : http).request(
      target,
      {
        headers: { accept: "application/json", "accept-encoding": "identity", "user-agent": "recount" },
        lookup: guardedLookup(allowPrivate),
        agent: false,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
      (response) => {
        if (response.statusCode !== 200) {
          response.destroy();
          return fail(new Error(`the answer was ${response.statusCode}`));
        }
        const chunks: Buffer[] = [];
        let size = 0;
        response.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > maxBytes) response.destroy(new Error(`it has more than ${maxBytes / 1e6} MB`));
          else chunks.push(chunk);
        });
        response.once("error", fail);
        response.once("end", () => done(Buffer.concat(chunks).toString("utf8")));
      },
    );
    request.once("error", (error) =>
      fail(
        error.name === "AbortError" || error.name === "TimeoutError"
          ? new Error(`no answer within ${TIMEOUT_MS / 1000} s`)
          : error,
      ),
    );
    request.end();
  });
}
