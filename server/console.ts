import { createHash } from "node:crypto";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

import { createProxyServer } from "httpxy";

import type { Pulse } from "@/db/pulse";
import { Failure } from "@/lib/errors";
import type { Reply } from "@/lib/http/reply";
import type { RequestLog } from "@/lib/http/request-log";
import { TokenBucket } from "@/lib/ingest-usage/token-bucket";
import { stillPagePolicy } from "@/lib/http/security-headers";

import { type Forwarded, SAID_OF_CONNECTION } from "./forwarded";
import { PATH_HEADER } from "@/lib/http/request-path";

import { failureReply, send } from "./route";

/** The console, a process of its own, to which goes what is no endpoint of the server. */
export interface ConsoleProxy {
  pass(request: IncomingMessage, response: ServerResponse, log: RequestLog): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

const RETRY_SECONDS = 2;

/** A page that takes so long may wait for a database that does not answer. */
const SLOW_MS = 500;

/** @param pulse of the database that the console asks: while that is silent, pages say so at once */
export function consoleAt(url: string, forwarded: Forwarded, pulse: Pulse): ConsoleProxy {
  const proxy = createProxyServer();
  // As many connections as there are requests: an answer that streams for minutes keeps none of the others waiting.
  const agent = new http.Agent({ keepAlive: true });
  const signIns = new TokenBucket(SIGN_INS_PER_SECOND, Date.now());
  const logs = new WeakMap<IncomingMessage, RequestLog>();
  proxy.on("proxyRes", (answer, request, response) => {
    const log = logs.get(request as IncomingMessage);
    if (log && answer.statusCode === 500 && asksDatabase(request as IncomingMessage))
      explain(answer, request as IncomingMessage, response as ServerResponse, log, pulse);
  });
  return {
    pass(request, response, log) {
      logs.set(request, log);
      forgetUpgrade(request);
      forward(request, forwarded);
      if (isSignIn(request) && signIns.waitSeconds(Date.now()) > 0) {
        say(request, response, failureReply(TOO_MANY_SIGN_INS, log));
        return;
      }
      if (isSignIn(request)) signIns.take(1, Date.now());
      if (asksDatabase(request) && pulse.isSilent) {
        say(request, response, silent(request, log));
        return;
      }
      if (asksDatabase(request)) watch(request, response, log, pulse);
      proxy.web(request, response, { target: url, agent }).catch((cause: unknown) => {
        if (!say(request, response, away(request, log, cause)) && !response.writableEnded) response.destroy();
      });
    },
    upgrade(request, socket, head) {
      forward(request, forwarded);
      proxy.ws(request, socket as never, { target: url }, head).catch(() => socket.destroy());
    },
  };
}

/** Of everybody together: a try costs a core some milliseconds although it is refused, and anybody may try. */
const SIGN_INS_PER_SECOND = 10;
const TOO_MANY_SIGN_INS = new Failure(
  "unavailable",
  "Too many people sign in at once; try again in a moment.",
  {
    retryAfterSeconds: 2,
  },
);

const isSignIn = ({ method, url = "/" }: IncomingMessage): boolean =>
  method === "POST" && url.startsWith("/api/auth/callback/credentials");

/** Clients that offer HTTP/2 in passing (Java's do) want an answer, and the console hangs up on an offer that it does not know. */
function forgetUpgrade({ headers }: IncomingMessage): void {
  if (headers.upgrade === undefined) return;
  delete headers.upgrade;
  delete headers["http2-settings"];
  headers.connection = "keep-alive";
}

/** What the console cannot see for itself, in place of whatever the request says of it. */
function forward(request: IncomingMessage, forwarded: Forwarded): void {
  const told = forwarded.headersOf(request);
  for (const name in request.headers) if (SAID_OF_CONNECTION.test(name)) delete request.headers[name];
  Object.assign(request.headers, told);
  // The console's routes do not know the address that was asked for, and the audit log tells it.
  request.headers[PATH_HEADER] = request.url ?? "/";
}

/** All but files of the build. */
const asksDatabase = ({ url = "/" }: IncomingMessage): boolean => !url.startsWith("/_next/");

/** Of the console's answer: they do not fit another one. */
const OF_ITS_BODY = [
  ..."content-encoding content-length transfer-encoding etag last-modified link set-cookie".split(" "),
];

/** Answers in the console's place, whatever headers its own answer has set so far. @returns false: something was said before */
function say(request: IncomingMessage, response: ServerResponse, reply: Reply): boolean {
  if (response.headersSent) return false;
  for (const name of OF_ITS_BODY) response.removeHeader(name);
  send(request, response, reply);
  return true;
}

/** A page that failed while the database is away is told as that, with a time to come back: the console knows of no such answer. */
function explain(
  answer: IncomingMessage,
  request: IncomingMessage,
  response: ServerResponse,
  log: RequestLog,
  pulse: Pulse,
): void {
  const pipe = answer.pipe.bind(answer);
  // Called once, when the headers are set and nothing is sent.
  answer.pipe = (<T extends NodeJS.WritableStream>(target: T): T => {
    void pulse.takesQuestions().then((takes) => {
      // Silence may have been told while this was asked.
      if (takes && !response.headersSent) return void pipe(response);
      answer.resume();
      say(request, response, silent(request, log));
    });
    return target;
  }) as typeof answer.pipe;
}

/** Answers in the console's place when the database falls silent before the console has said anything. */
function watch(request: IncomingMessage, response: ServerResponse, log: RequestLog, pulse: Pulse): void {
  const slow = setInterval(() => pulse.suspect(), SLOW_MS).unref();
  const off = pulse.onSilence(() => {
    clearInterval(slow);
    say(request, response, silent(request, log));
  });
  response.once("close", () => {
    clearInterval(slow);
    off();
  });
}

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;display:grid;place-content:center;min-height:90vh;color-scheme:light dark}";
const POLICY = stillPagePolicy(createHash("sha256").update(STYLE).digest("base64"));
const page = (title: string, sentence: string): Buffer =>
  Buffer.from(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="${RETRY_SECONDS}"><title>Recount</title>
<style>${STYLE}</style></head>
<body><main><h1>${title}</h1><p>${sentence}</p></main></body></html>
`);

const AWAY_PAGE = page(
  "The console is starting",
  "This page tries again by itself. What is sent meanwhile is stored.",
);
const SILENT_PAGE = page(
  "The database does not answer",
  "This page tries again by itself. Programs that send are told to send again.",
);

const away = (request: IncomingMessage, log: RequestLog, cause: unknown): Reply =>
  unavailable(request, log, "The console is starting or away; ask again in a moment.", AWAY_PAGE, cause);

const silent = (request: IncomingMessage, log: RequestLog): Reply =>
  unavailable(request, log, "The database does not answer; ask again in a moment.", SILENT_PAGE);

function unavailable(
  request: IncomingMessage,
  log: RequestLog,
  message: string,
  body: Buffer,
  cause?: unknown,
): Reply {
  const failure = new Failure("unavailable", message, { cause, retryAfterSeconds: RETRY_SECONDS });
  const reply = failureReply(failure, log);
  if (request.url?.startsWith("/api/") || !request.headers.accept?.includes("text/html")) return reply;
  return {
    status: reply.status,
    headers: {
      ...reply.headers,
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": POLICY,
    },
    body,
  };
}
