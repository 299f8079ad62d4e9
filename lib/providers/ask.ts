import http, { type IncomingMessage } from "node:http";
import https from "node:https";

import { guardedLookup, refuseHost } from "@/lib/notify/guarded-lookup";

import type { Connection } from "./connect-provider";
import { failureOfError, failureOfStatus, malformed } from "./provider-failure";

/** From the first look-up to the end of an answer: long answers of slow models take minutes. */
const DEADLINE_S = 180;
/** Of an answer, and of one that says why there is none. */
const MOST_BYTES = 16 * 1024 ** 2;
const MOST_REFUSAL_BYTES = 16 * 1024;

const ANTHROPIC_VERSION = "2023-06-01";

/** Addresses of an API below its base; Anthropic's base is given with or without its version. */
export function addressOf({ kind, baseUrl }: Pick<Connection, "kind" | "baseUrl">, path: string): URL {
  const base = kind === "anthropic" && !/\/v1$/.test(baseUrl) ? `${baseUrl}/v1` : baseUrl;
  return new URL(`${base}${path}`);
}

function headersOf({ kind, apiKey }: Connection): Record<string, string> {
  const key: Record<string, string> =
    apiKey === null
      ? {}
      : kind === "anthropic"
        ? { "x-api-key": apiKey }
        : { authorization: `Bearer ${apiKey}` };
  return {
    ...key,
    ...(kind === "anthropic" && { "anthropic-version": ANTHROPIC_VERSION }),
    "user-agent": "Recount",
    accept: "text/event-stream, application/json",
  };
}

interface Asked<T> {
  path: string;
  /** Absent: nothing is sent, and it is asked by GET. */
  body?: string;
  /** Ends the request at the provider, too. */
  signal: AbortSignal;
  /** @param pieces the answer's text as it comes */
  read: (contentType: string, pieces: AsyncGenerator<string>) => Promise<T>;
}

/**
 * One request to a provider. Redirects are not followed. The address is judged when the connection is made, so that a name which
 * changes its mind in between gets nobody anywhere.
 * @throws ProviderFailure; AbortError once the signal is given
 */
export async function ask<T>(connection: Connection, { path, body, signal, read }: Asked<T>): Promise<T> {
  const { name, allowPrivate, apiKey } = connection;
  const whole = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_S * 1000)]);
  try {
    const target = addressOf(connection, path);
    refuseHost(target, allowPrivate);
    const response = await respond(target, connection, body, whole);
    const status = response.statusCode ?? 0;
    if (status < 200 || status >= 300)
      throw failureOfStatus({
        name,
        status,
        body: await beginningOf(response),
        retryAfter: response.headers["retry-after"],
        apiKey,
      });
    return await read(response.headers["content-type"] ?? "", textOf(response, name));
  } catch (error) {
    // What a signal ends is told as an abort wherever it was; which of the two it was is known here.
    if (signal.aborted) throw new DOMException("The run was cancelled.", "AbortError");
    if (whole.aborted) throw failureOfError(name, whole.reason, DEADLINE_S);
    throw failureOfError(name, error, DEADLINE_S);
  }
}

function respond(
  target: URL,
  connection: Connection,
  body: string | undefined,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((done, fail) => {
    const request = (target.protocol === "https:" ? https : http).request(target, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        ...headersOf(connection),
        ...(body !== undefined && {
          "content-type": "application/json",
          "content-length": String(Buffer.byteLength(body)),
        }),
      },
      lookup: guardedLookup(connection.allowPrivate),
      agent: false,
      signal,
    });
    request.once("response", done);
    request.once("error", fail);
    request.end(body);
  });
}

async function* textOf(response: IncomingMessage, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw malformed(name, `its answer is longer than ${MOST_BYTES / 1024 ** 2} MiB`);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST_REFUSAL_BYTES) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}
